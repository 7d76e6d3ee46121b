"""Draws the line chart and the pie chart with matplotlib: figures.py OUT_DIR"""
import sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

out = sys.argv[1]
plt.rcParams.update({"font.family": "DejaVu Sans", "font.size": 13})

months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
museum = [20, 22, 25, 31, 38, 47, 58, 66, 71, 76, 81, 85]
gallery = [41, 39, 42, 40, 43, 41, 40, 42, 39, 41, 40, 42]
fig, ax = plt.subplots(figsize=(12, 7.5), dpi=100)
ax.plot(months, museum, color="#1f5fa8", marker="o", linewidth=3, label="Fernhill Museum")
ax.plot(months, gallery, color="#e07b28", marker="s", linewidth=3, label="Quayside Gallery")
ax.set_title("Monthly visitors, 2024", fontsize=22, fontweight="bold", pad=16)
ax.set_xlabel("Month", fontsize=15)
ax.set_ylabel("Visitors (thousands)", fontsize=15)
ax.set_ylim(0, 100)
ax.grid(axis="y", color="#dddddd")
ax.annotate("20", (0, 20), xytext=(0, -20), textcoords="offset points", ha="center", color="#1f5fa8")
ax.annotate("85", (11, 85), xytext=(0, 11), textcoords="offset points", ha="center", color="#1f5fa8")
for side in ("top", "right"):
    ax.spines[side].set_visible(False)
ax.legend(loc="upper left", fontsize=14, frameon=False)
fig.tight_layout()
fig.savefig(f"{out}/line.png")

modes = ["Bus", "Bicycle", "Car", "Walking"]
share = [38, 27, 21, 14]
colours = ["#2a7f8e", "#f2b134", "#d1495b", "#7a6f9b"]
fig, ax = plt.subplots(figsize=(11, 8), dpi=100, facecolor="#fbf8f1")
wedges, _, numbers = ax.pie(share, colors=colours, startangle=90, counterclock=False, autopct="%.0f%%",
                            pctdistance=0.66, wedgeprops={"edgecolor": "#fbf8f1", "linewidth": 3},
                            textprops={"fontsize": 22, "color": "white", "fontweight": "bold"})
fig.suptitle("How Brackwater staff travel to work", fontsize=25, fontweight="bold", y=0.955)
ax.legend(wedges, modes, title="Main transport", title_fontsize=16, fontsize=17,
          loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
fig.text(0.5, 0.045, "Staff survey, March 2024, 316 answers", ha="center", fontsize=14, color="#666666")
fig.subplots_adjust(left=0.02, right=0.76, top=0.9, bottom=0.08)
fig.savefig(f"{out}/pie.png")
