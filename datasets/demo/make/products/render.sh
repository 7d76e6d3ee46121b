#!/usr/bin/env bash
# Renders every product scene and writes the final pictures.
#   render.sh             all scenes at full size into ../../images
#   render.sh 03 11       only these
#   DRAFT=1 render.sh 03  quick small preview into build/
set -euo pipefail
cd "$(dirname "$0")"

build=build
images=../../images
mkdir -p "$build" "$images"

# number slug width height format quality
scenes='
01 teapot 1200 900 jpg 86
02 perfume-bottle 675 900 jpg 86
03 table-lamp 840 1120 jpg 86
04 headphones 1000 1000 jpg 86
05 espresso-cup 1280 960 jpg 85
06 keyboard 1600 900 jpg 84
07 notebook 1024 768 jpg 84
08 saucepan 1280 720 jpg 85
09 umbrella 1200 900 jpg 86
10 candle 768 1024 jpg 86
11 chess-pieces 960 720 png 0
12 wall-clock 800 800 png 0
13 wine-glasses 720 960 jpg 86
14 desk-fan 760 920 jpg 85
15 snake-plant 720 960 jpg 85
16 dumbbells 1280 800 jpg 85
17 toy-train 1440 810 jpg 86
18 tea-tin 900 1200 webp 84
'

fonts=()
for name in 'DejaVu Sans:bold' 'Liberation Sans:bold'; do
  fonts+=("+L$(dirname "$(fc-match -f '%{file}' "$name")")")
done

serif=$(fc-match -f '%{file}' 'DejaVu Serif:bold')
sans=$(fc-match -f '%{file}' 'DejaVu Sans')

candle_label() {
  convert -size 900x700 xc:'#f3ead8' -fill none -stroke '#6b4a2f' -strokewidth 5 \
    -draw 'rectangle 30,30 870,670' -stroke none -fill '#3d2a1c' -gravity north -font "$serif" \
    -pointsize 130 -annotate +0+110 'CEDAR' -pointsize 70 -annotate +0+275 '& SMOKE' \
    -font "$sans" -pointsize 48 -annotate +0+430 'SOY CANDLE' -annotate +0+520 '220 g' \
    -strip "$build/candle-label.png"
}

tea_label() {
  convert -size 1000x900 xc:'#f4ead2' -fill none -stroke '#b88a3a' -strokewidth 10 \
    -draw 'rectangle 24,24 976,876' -strokewidth 4 -draw 'rectangle 48,48 952,852' \
    -stroke none -fill '#0f4a4a' -gravity north -font "$serif" \
    -pointsize 190 -annotate +0+150 'EARL' -annotate +0+350 'GREY' \
    -fill '#b88a3a' -draw 'rectangle 250,600 750,608' \
    -fill '#0f4a4a' -font "$sans" -pointsize 64 -annotate +0+650 'LOOSE LEAF TEA' \
    -annotate +0+745 '100 g' -strip "$build/tea-label.png"
}

render() {
  local number=$1 slug=$2 width=$3 height=$4 format=$5 quality=$6
  local name="product-$number-$slug" options=(+A0.25 +AM1 +R2 +Q11)
  local target="$build/$name.png"
  if [ -n "${DRAFT:-}" ]; then
    local longest=$((width > height ? width : height)) side=${SIDE:-420}
    width=$((width * side / longest)); height=$((height * side / longest))
    options=(+A0.4 +AM2 +R1 +Q9)
    target="$build/draft-$number.png"
  fi
  nice -n 10 povray "+I$number-$slug.pov" "+O$target" "+W$width" "+H$height" +FN8 +WT1 -D -V \
    "${options[@]}" "${fonts[@]}" "+L$build" 2>"$build/$name.log" >/dev/null ||
    { grep -iE -A6 "^File|error:" "$build/$name.log" >&2; return 1; }
  [ -n "${DRAFT:-}" ] && return 0
  local final="$images/$name.$format"
  case $format in
    jpg) convert "$target" -strip -sampling-factor 4:2:0 -interlace JPEG -quality "$quality" "$final" ;;
    webp) cwebp -quiet -m 6 -q "$quality" -metadata none "$target" -o "$final" ;;
    png) convert "$target" -strip -dither None -colors 256 -define png:compression-level=9 "PNG8:$final" ;;
  esac
}

candle_label
tea_label
status=0
while read -r number slug rest; do
  [ -z "$number" ] && continue
  if [ $# -gt 0 ] && [[ " $* " != *" $number "* ]]; then continue; fi
  # shellcheck disable=SC2086
  render "$number" "$slug" $rest || { echo "failed: $number $slug" >&2; status=1; }
done <<<"$scenes"
exit $status
