#declare Outdoor = 1;
#include "common.inc"
camera { location <-1.0, 2.0, -10.4> look_at <-0.25, 2.45, 0> right x*1.7778 angle 56 }
sky_sphere { pigment { gradient y color_map { [0 srgb <0.97, 0.83, 0.66>] [0.25 srgb <0.72, 0.76, 0.82>] [0.7 srgb <0.38, 0.52, 0.7>] } }
  pigment { bozo turbulence 0.75 octaves 6 color_map { [0.42 rgbt <1, 1, 1, 1>] [0.7 rgbt <0.95, 0.93, 0.92, 0.15>] } scale <0.6, 0.15, 0.5> translate 7 } }
Sun(<-24, 20, -30>, <1.65, 1.5, 1.25>, 2)
#declare R = seed(21);

// moor with a road that ends at the barrier
plane { y, -0.02 pigment { bozo turbulence 0.5 octaves 4 color_map { [0 srgb <0.45, 0.42, 0.22>] [0.5 srgb <0.55, 0.5, 0.28>] [1 srgb <0.42, 0.32, 0.32>] } scale 2.5 } normal { bumps 0.9 scale 0.12 } }
#for (I, 0, 6) sphere { 0, 1 scale <30 + 20*rand(R), 6 + 7*rand(R), 16> translate <-75 + I*27, -1.5, 60 + 30*rand(R)> pigment { bozo turbulence 0.5 color_map { [0 srgb <0.4, 0.42, 0.28>] [1 srgb <0.46, 0.38, 0.36>] } scale 5 } normal { granite 0.4 scale 5 } } #end
#declare Road = function { -2.6 + 0.045*x*x*(x > 0)*0.35 }
union {
  #for (I, -12, 60)
    polygon { 5, <Road(I, 0, 0) - 1.9, 0, I>, <Road(I, 0, 0) + 1.9, 0, I>, <Road(I + 1, 0, 0) + 1.9, 0, I + 1>, <Road(I + 1, 0, 0) - 1.9, 0, I + 1>, <Road(I, 0, 0) - 1.9, 0, I> }
  #end
  pigment { granite color_map { [0 srgb <0.3, 0.3, 0.32>] [1 srgb <0.42, 0.42, 0.43>] } scale 0.4 } normal { granite 0.3 scale 0.1 }
}
#for (I, -12, 40, 2) polygon { 5, <Road(I, 0, 0) - 0.07, 0.006, I>, <Road(I, 0, 0) + 0.07, 0.006, I>, <Road(I + 1.1, 0, 0) + 0.07, 0.006, I + 1.1>, <Road(I + 1.1, 0, 0) - 0.07, 0.006, I + 1.1>, <Road(I, 0, 0) - 0.07, 0.006, I> pigment { srgb <0.95, 0.93, 0.85> } } #end
#declare Tuft = union { #for (I, 0, 16) object { Blade(0.3 + 0.35*rand(R), 0.018, 0.6 + rand(R), 5) rotate y*I*137 translate <0.25*rand(R), 0, 0.25*rand(R)> } #end }
#for (I, 0, 620)
  #declare Z = -6 + 20*rand(R); #declare X = -14 + 28*rand(R);
  #if (abs(X - Road(Z, 0, 0)) > 2.1) object { Tuft scale 0.6 + 0.6*rand(R) rotate y*360*rand(R) translate <X, 0, Z> pigment { rgb <0.2, 0.17, 0.05> + <0.2, 0.15, 0.06>*rand(R) } } #end
#end

// sign
#macro Line(S, Size, Y)
  #local T = text { ttf "LiberationSans-Bold.ttf" S 0.02, 0 };
  #local W = max_extent(T).x + min_extent(T).x;
  object { T translate -x*W/2 scale <Size, Size, 1> translate <0, Y, -0.075> pigment { srgb <0.08, 0.08, 0.08> } }
#end
#declare Sign = union {
  object { RBox(<-1.75, -1.75, -0.05>, <1.75, 1.75, 0>, 0.02) rotate z*45 pigment { srgb <0.08, 0.08, 0.08> } }
  object { RBox(<-1.66, -1.66, -0.06>, <1.66, 1.66, -0.01>, 0.02) rotate z*45 pigment { srgb <0.99, 0.76, 0.05> } finish { Satin ambient 0.3 } }
  Line("BRIDGE", 0.72, 0.42) Line("CLOSED", 0.72, -0.28) Line("USE FERRY", 0.42, -0.88)
  #for (I, -1, 1, 2) sphere { <0, I*2.1, -0.06>, 0.05 texture { Steel } } #end
  scale 0.92
}
union {
  object { Sign translate <0, 2.85, 0> }
  cylinder { <0, -0.2, 0.08>, <0, 4.6, 0.08>, 0.075 pigment { srgb <0.55, 0.56, 0.57> } finish { Satin } }
  rotate z*-2 rotate y*-10 translate <1.6, 0, -1.2>
}
// barrier across the road with two cones
union {
  box { <-1.7, 0.75, -0.03>, <1.7, 1.0, 0.03> pigment { gradient x color_map { [0 srgb <0.85, 0.15, 0.1>] [0.5 srgb <0.85, 0.15, 0.1>] [0.5 srgb <0.97, 0.96, 0.93>] [1 srgb <0.97, 0.96, 0.93>] } scale 0.7 rotate z*-25 } }
  #for (S, -1, 1, 2) box { <S*1.4 - 0.05, 0, 0.03>, <S*1.4 + 0.05, 1.15, 0.1> pigment { srgb <0.6, 0.6, 0.6> } } box { <S*1.4 - 0.06, 0, -0.35>, <S*1.4 + 0.06, 0.06, 0.45> pigment { srgb <0.5, 0.5, 0.5> } } sphere { <S*1.4, 1.25, 0.06>, 0.13 pigment { srgb <0.99, 0.6, 0.1> } finish { ambient 0.6 specular 0.6 } } #end
  translate <-2.6, 0, 0.8>
}
#macro Cone() union {
  cone { 0, 0.2, y*0.75, 0.04 pigment { gradient y color_map { [0 srgb <0.95, 0.38, 0.08>] [0.35 srgb <0.95, 0.38, 0.08>] [0.35 srgb <0.97, 0.96, 0.93>] [0.6 srgb <0.97, 0.96, 0.93>] [0.6 srgb <0.95, 0.38, 0.08>] [1 srgb <0.95, 0.38, 0.08>] } scale 0.75 } }
  object { RBox(<-0.28, 0, -0.28>, <0.28, 0.05, 0.28>, 0.02) pigment { srgb <0.95, 0.38, 0.08> } } } #end
object { Cone() translate <-3.9, 0, -0.6> }
object { Cone() translate <-1.5, 0, -0.6> }
