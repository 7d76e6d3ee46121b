set terminal pngcairo size 1000,1000 font "DejaVu Sans,17" background "#ffffff"
set output out
set title "Household waste per person, 2024" font "DejaVu Sans Bold,25" offset 0,0.5
set xlabel "District" font ",20" offset 0,-0.4
set ylabel "Kilograms per year" font ",20" offset -0.5,0
set style data histograms
set style histogram rowstacked
set style fill solid 1.0 border lt -1
set boxwidth 0.62
set xrange [-0.6:4.6]
set yrange [0:600]
set ytics 100
set grid ytics lc rgb "#cccccc" lt 1
set key top right horizontal reverse Left samplen 1.6 font ",17"
set border 3
set tics nomirror
$data << EOD
Northmere 260 130 60
Eastwick 210 160 70
Oldport 330 90 40
Hillcrest 120 210 130
Riverside 180 170 90
EOD
plot $data using 2:xtic(1) title "Landfill" lc rgb "#6b6f76", \
     '' using 3 title "Recycled" lc rgb "#3b8bba", \
     '' using 4 title "Composted" lc rgb "#7fb24a"
