internal import Digest
internal import FoundationEssentials

/// The one script of `report.html`. It filters and sorts what already stands in the page; it works no number out.
///
/// It reads texts and sets attributes; it makes no markup, evaluates nothing and asks the network for nothing. The
/// page's policy names its hash, so that no other script runs there, whatever a caption holds.
enum ItemScript {
  /// What the policy allows.
  static let source = "'sha256-\(Data(SHA256.hash(Array(text.utf8))).base64EncodedString())'"

  /// With its tags.
  static let element = "<script>\(text)</script>"

  /// Between the tags, byte for byte.
  static let text = #"""

    (() => {
      "use strict";
      const find = (id) => document.getElementById(id);
      const form = find("filters"), list = find("item-list"), count = find("count"), back = find("to-filters");
      const print = find("print");
      const fields = form.elements;
      const number = (text) => (text === undefined ? NaN : Number(text));

      // One entry an item, in the order of the page: what filters ask of it stands in its rows' attributes.
      const items = Array.from(list.children, (node) => ({
        node,
        category: node.dataset.category,
        rows: Array.from(node.querySelectorAll("tbody > tr"), (row) => ({
          row,
          of: row.dataset.of.split(" "),
          spread: number(row.dataset.spread),
          difference: number(row.dataset.difference),
          disputed: "disputed" in row.dataset,
          failed: "failure" in row.dataset,
        })),
      }));

      // Captions and notes in lower case, read when somebody first searches.
      const words = (item, rows) => {
        item.said ??= text(item.node.querySelectorAll(".tables > .said q"));
        for (const row of rows) row.words ??= text(row.row.querySelectorAll(".text, q"));
        return item.said + "\n" + rows.map((row) => row.words).join("\n");
      };
      const text = (nodes) => Array.from(nodes, (node) => node.textContent.toLowerCase()).join("\n");

      // Sorts by a number, the unknown last, what is equal in the page's order.
      const ordered = (found, value) =>
        value === null
          ? found
          : found
              .map((item) => [item, value(item)])
              .sort((a, b) => (isNaN(a[1]) ? (isNaN(b[1]) ? 0 : 1) : isNaN(b[1]) ? -1 : a[1] - b[1]))
              .map((entry) => entry[0]);

      const least = (values) => Math.min(...values.filter((value) => !isNaN(value)), Infinity);
      const known = (value) => (Math.abs(value) === Infinity ? NaN : value);

      const apply = () => {
        const candidate = fields.candidate.selectedIndex - 1;
        const wanted = fields.words.value.trim().toLowerCase();
        const about = (item) => item.rows.filter((row) => candidate < 0 || row.of.includes(String(candidate)));
        const fits = (item) => {
          if (fields.category.value && item.category !== fields.category.value) return false;
          const rows = about(item);
          return (
            (!fields.disputed.checked || rows.some((row) => row.disputed)) &&
            (!fields.worse.checked || rows.some((row) => row.difference < 0)) &&
            (!fields.failed.checked || rows.some((row) => row.failed)) &&
            (!wanted || words(item, rows).includes(wanted))
          );
        };
        const found = items.filter(fits);
        const value = {
          "": null,
          spread: (item) => known(least(about(item).map((row) => -row.spread))),
          difference: (item) => known(least(about(item).map((row) => row.difference))),
        }[fields.order.value];
        const shown = new Set(found);
        for (const item of items) {
          item.node.hidden = !shown.has(item);
          // Of one candidate: its own rows and the incumbent's caption.
          for (const row of item.rows) {
            row.row.hidden = candidate >= 0 && !row.of.includes(String(candidate)) && row.of.join() !== "0";
          }
        }
        list.append(...ordered(found, value).map((item) => item.node));
        for (const item of items) if (!shown.has(item)) list.append(item.node);
        return found.length;
      };

      const say = (shown) => {
        const all = items.length === 1 ? "1 item" : items.length + " items";
        count.textContent =
          shown === items.length
            ? all
            : shown === 0 ? "No item fits; “Show all” takes the filters off." : shown + " of " + all;
      };

      // The state is kept behind "#items?", so that a link to it can be sent.
      const write = () => {
        const state = new URLSearchParams(Array.from(new FormData(form)).filter((entry) => entry[1] !== "")).toString();
        history.replaceState(null, "", state ? "#items?" + state : "#items");
      };
      // Items change at once; the count is said and the address kept when somebody stops typing, not at every letter.
      let waiting = 0;
      const changed = () => {
        const shown = apply();
        clearTimeout(waiting);
        waiting = setTimeout(() => { say(shown); write(); }, 150);
      };
      let leaving = false;  // for an item that a filter hid: the address stays the item's
      const read = () => {
        const hash = location.hash;
        const item = find(hash.slice(1));
        if (hash.startsWith("#item-") && item !== null && item.hidden) {
          leaving = true;
          form.reset();
          leaving = false;
          say(apply());
          item.scrollIntoView();
        }
        if (!hash.startsWith("#items?")) return;
        const state = new URLSearchParams(hash.slice(7));
        for (const field of fields) {
          if (!field.name) continue;
          if (field.type === "checkbox") field.checked = state.get(field.name) === "1";
          else field.value = state.get(field.name) ?? "";
          if (field.selectedIndex === -1) field.selectedIndex = 0;
        }
        say(apply());
        find("items").scrollIntoView();
      };

      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", changed);
      form.addEventListener("reset", () => { if (!leaving) setTimeout(changed); });
      print.addEventListener("input", write);
      back.addEventListener("click", () => { form.scrollIntoView(); fields.category.focus({ preventScroll: true }); });
      addEventListener("hashchange", read);
      form.hidden = false;
      back.hidden = false;
      read();
    })();

    """#
}
