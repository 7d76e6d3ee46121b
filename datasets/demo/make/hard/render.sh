#!/bin/sh
# render.sh [NAME...]: makes the hard images (all, or those named) in ../../images/.
set -eu
cd "$(dirname "$0")"
images=../../images
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fonts=$(dirname "$(fc-match -f '%{file}' 'Liberation Sans:bold')")
# The system's Python, because python3-matplotlib is a Debian package.
python=${PYTHON:-/usr/bin/python3}

wanted() {
    case " $only " in "  " | *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# The window is taller than the page and the picture is cut to size: Chromium's own bars take part of it.
page() {
    chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
        --allow-file-access-from-files --window-size="$2,$(($3 + 160))" --screenshot="$tmp/page.png" \
        "file://$4" >"$tmp/chromium.log" 2>&1 || { cat "$tmp/chromium.log" >&2; exit 1; }
    convert "$tmp/page.png" -crop "$2x$3+0+0" +repage "$tmp/$1.png"
}

scene() {
    nice -n 10 povray "+I$1.pov" +L../everyday "+L$fonts" "+O$tmp/$1.png" "+W$2" "+H$3" +A0.2 +WT"${THREADS:-1}" -D \
        >"$tmp/$1.log" 2>&1 || { cat "$tmp/$1.log" >&2; exit 1; }
}

png() { convert "$tmp/$1.png" -strip -colors 256 -define png:compression-level=9 "$images/hard-$2.png"; }
jpg() { convert "$tmp/$1.png" -strip -quality 88 "$images/hard-$2.jpg"; }

only="$*"
if wanted 01; then page browser-timeout 1280 800 "$PWD/browser-timeout.html"; png browser-timeout 01-browser-timeout; fi
if wanted 02; then page app-crash 720 1440 "$PWD/app-crash.html"; png app-crash 02-app-crash; fi
if wanted 03; then page stack-trace 1200 760 "$PWD/stack-trace.html"; jpg stack-trace 03-stack-trace; fi
if wanted 04 || wanted 06; then "$python" figures.py "$tmp"; fi
if wanted 04; then png line 04-line-chart; fi
if wanted 05; then gnuplot -e "out='$tmp/bars.png'" bars.gp; png bars 05-stacked-bars; fi
if wanted 06; then jpg pie 06-pie-chart; fi
if wanted 07; then page jazz-poster 900 1260 "$PWD/jazz-poster.html"; jpg jazz-poster 07-jazz-poster; fi
if wanted 08; then
    scene snail 1000 1000
    cp meme.html "$tmp/"
    page meme 1000 1000 "$tmp/meme.html"
    jpg meme 08-snail-meme
fi
if wanted 09; then
    scene road-sign 1280 720
    convert "$tmp/road-sign.png" -strip "$tmp/plain.png"
    cwebp -quiet -q 82 -metadata none "$tmp/plain.png" -o "$images/hard-09-road-sign.webp"
fi
