#!/bin/sh
# render.sh [NAME...]: renders the everyday scenes (all, or those named) to ../../images/.
set -eu
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

render() {
    name=$1 width=$2 height=$3
    case " $only " in "  " | *" $name "*) ;; *) return 0 ;; esac
    nice -n 10 povray "+I$name.pov" "+O$tmp/$name.png" "+W$width" "+H$height" +A0.2 +WT"${THREADS:-1}" -D \
        >"$tmp/$name.log" 2>&1 || { cat "$tmp/$name.log" >&2; exit 1; }
    convert "$tmp/$name.png" -strip -quality 86 "../../images/everyday-$name.jpg"
}

only="$*"
render 01-breakfast 1200 900
render 02-desk 1280 853
render 03-windowsill 900 1200
render 04-bookshelf 960 1200
render 05-kitchen 960 720
render 06-park-bench 1040 650
render 07-street-corner 1280 853
render 08-living-room 1120 700
render 09-beach 900 900
