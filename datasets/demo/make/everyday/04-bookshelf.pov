#include "common.inc"
camera { location <-1.5, 6.6, -18> look_at <0.05, 5.75, 0> up y*1.25 right x angle 38 }
sky_sphere { pigment { srgb <0.92, 0.88, 0.82>*0.9 } }
Sun(<-10, 15, -20>, <1.55, 1.45, 1.3>, 5)
plane { z, 1.6 pigment { srgb <0.55, 0.66, 0.68> } }
plane { y, -0.3 Wood(srgb <0.62, 0.44, 0.28>, srgb <0.5, 0.33, 0.2>, 0.7) }

#macro Oak() Wood(srgb <0.68, 0.48, 0.29>, srgb <0.58, 0.39, 0.23>, 0.2) #end
#declare Oak_Side = texture { pigment { wood turbulence 0.06 color_map { [0 srgb <0.68, 0.48, 0.29>] [0.85 srgb <0.58, 0.39, 0.23>] [1 srgb <0.68, 0.48, 0.29>] } scale 0.2 rotate <0, 90, 0> rotate <0, 3, 2> } finish { Satin } }
#declare Shelf_Y = array[5] { 0.2, 3.1, 5.8, 8.5, 11.2 }
#for (I, 0, 4) box { <-4.4, Shelf_Y[I] - 0.22, -1.25>, <4.4, Shelf_Y[I], 1.5> Oak() } #end
union { box { <-4.65, -0.3, -1.3>, <-4.4, 11.3, 1.5> } box { <4.4, -0.3, -1.3>, <4.65, 11.3, 1.5> } texture { Oak_Side rotate z*90 } }
box { <-4.4, 0, 1.4>, <4.4, 11.2, 1.55> pigment { srgb <0.5, 0.34, 0.2> } }

#declare R = seed(41);
#declare Cols = array[10] { srgb <0.55, 0.12, 0.12>, srgb <0.13, 0.25, 0.42>, srgb <0.16, 0.36, 0.26>, srgb <0.85, 0.66, 0.25>, srgb <0.86, 0.83, 0.75>, srgb <0.3, 0.2, 0.32>, srgb <0.75, 0.38, 0.18>, srgb <0.2, 0.45, 0.5>, srgb <0.22, 0.22, 0.24>, srgb <0.6, 0.45, 0.5> }
#macro Row(X0, X1, Y, Lean)
  #local X = X0;
  #while (X < X1)
    #local Th = 0.24 + 0.3*rand(R); #local H = 1.55 + 0.7*rand(R); #local D = 1.3 + 0.25*rand(R);
    object { Book(Th, H, D, Cols[floor(rand(R)*9.99)], floor(rand(R)*3.99)) translate <X, Y, -0.95 + 0.25*rand(R)> }
    #local X = X + Th + 0.015;
  #end
  #if (Lean) object { Book(0.34, 2.0, 1.4, Cols[floor(rand(R)*9.99)], 2) rotate z*14 translate <X + 0.47, Y, -0.85> } #end
#end
Row(-4.35, -0.2, 8.5, 1)
Row(2.5, 3.9, 8.5, 0)
Row(-1.6, 3.9, 5.8, 0)
Row(-4.35, 0.9, 3.1, 1)
Row(-4.35, -2.4, 0.2, 0)
Row(0.3, 3.8, 0.2, 0)

// globe
union {
  cylinder { 0, y*0.12, 0.5 } cylinder { 0, y*0.4, 0.08 }
  difference { torus { 0.86, 0.05 rotate x*90 rotate y*25 } box { <-2, -2, -2>, <-0.05, 2, 2> rotate z*0 rotate y*25 rotate z*20 } translate y*1.2 }
  texture { pigment { srgb <0.72, 0.55, 0.25> } finish { Metallic } }
  translate <1.5, 8.5, -0.2>
}
sphere { 0, 0.76 pigment { bozo turbulence 0.5 color_map { [0 srgb <0.2, 0.45, 0.72>] [0.52 srgb <0.25, 0.52, 0.78>] [0.52 srgb <0.85, 0.78, 0.5>] [0.6 srgb <0.45, 0.62, 0.3>] [1 srgb <0.8, 0.6, 0.35>] } scale 0.55 } finish { Glossy } rotate <20, 70, 23> translate <1.5, 9.7, -0.2> }

// clock
union {
  cylinder { -z*0.1, z*0.3, 0.95 pigment { srgb <0.15, 0.32, 0.34> } finish { Glossy } }
  torus { 0.88, 0.09 rotate x*90 translate -z*0.1 pigment { srgb <0.15, 0.32, 0.34> } finish { Glossy } }
  cylinder { -z*0.115, 0, 0.82 pigment { srgb <0.97, 0.95, 0.9> } }
  #for (I, 0, 11) box { <-0.025 - 0.015*(mod(I, 3) = 0), 0.6, -0.13>, <0.025 + 0.015*(mod(I, 3) = 0), 0.75, -0.1> rotate z*I*30 pigment { srgb <0.1, 0.1, 0.1> } } #end
  box { <-0.04, -0.1, -0.14>, <0.04, 0.42, -0.12> rotate z*60 pigment { srgb <0.1, 0.1, 0.1> } }
  box { <-0.028, -0.1, -0.15>, <0.028, 0.65, -0.14> rotate z*-60 pigment { srgb <0.1, 0.1, 0.1> } }
  sphere { -z*0.14, 0.06 pigment { srgb <0.8, 0.2, 0.15> } }
  box { <-0.6, -1, -0.1>, <0.6, -0.85, 0.35> pigment { srgb <0.15, 0.32, 0.34> } }
  rotate y*-12 translate <-3.1, 6.8, -0.4>
}
// plant on the second shelf from the bottom
union {
  object { union { Flowerpot(srgb <0.9, 0.87, 0.8>) } scale 0.75 }
  #declare R2 = seed(9);
  #for (I, 0, 26)
    object { Blade(0.9 + 0.6*rand(R2), 0.13, 0.9 + 0.8*rand(R2), 9) rotate x*10*rand(R2) rotate y*I*137 translate y*0.7 pigment { rgb <0.06, 0.24, 0.06> + <0.1, 0.16, 0.04>*rand(R2) } finish { Satin } }
  #end
  translate <3.0, 3.1, -0.3>
}
// photograph in a frame, bottom shelf
union {
  box { <-0.85, 0, 0>, <0.85, 2, 0.1> pigment { srgb <0.15, 0.13, 0.12> } finish { Satin } }
  box { <-0.75, 0.1, -0.01>, <0.75, 1.9, 0> pigment { srgb <0.96, 0.95, 0.92> } }
  box { <-0.55, 0.35, -0.015>, <0.55, 1.65, 0> pigment { gradient y color_map { [0 srgb <0.3, 0.5, 0.3>] [0.38 srgb <0.42, 0.58, 0.34>] [0.4 srgb <0.95, 0.8, 0.6>] [1 srgb <0.4, 0.65, 0.9>] } scale 1.3 translate y*0.35 } }
  cone { <-0.05, 0.85, -0.017>, 0.3, <-0.05, 1.3, -0.017>, 0 scale <1, 1, 0.02> pigment { srgb <0.4, 0.42, 0.5> } translate -z*0.016 }
  rotate x*10 rotate y*-6 translate <-1.05, 0.2, -0.5>
}
// lying books and vase on top
#declare Flat = union { object { Book(0.4, 2.2, 1.5, Cols[1], 2) rotate z*90 translate <1.1, 0, 0> } object { Book(0.32, 2.0, 1.4, Cols[3], 1) rotate z*90 rotate y*4 translate <0.95, 0.4, 0> } object { Book(0.3, 1.8, 1.3, Cols[0], 2) rotate z*90 rotate y*-6 translate <0.85, 0.72, 0> } }
object { Flat translate <-2.6, 11.2, -0.6> }
