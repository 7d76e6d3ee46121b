#include "common.inc"
camera { location <-3.5, 10.5, -30> look_at <0.4, 6.6, 0> right x*1.6 angle 52 }
sky_sphere { pigment { srgb <0.9, 0.88, 0.85>*0.85 } }
Sun(<-30, 34, -24>, <1.2, 1.1, 0.95>, 9)
light_source { <20, 26, -30>, rgb 0.18 shadowless }

box { <-40, 0, 8>, <40, 34, 9> pigment { srgb <0.72, 0.76, 0.7> } }
box { <-40, 0, 7.8>, <40, 1.3, 8> pigment { srgb <0.95, 0.94, 0.9> } finish { Satin } }
#for (I, -14, 6)
  box { <-80, -1, I*1.5 + 0.02>, <80, 0, I*1.5 + 1.5> Wood(srgb <0.64, 0.45, 0.28>, srgb <0.56, 0.38, 0.22>, 0.4 + 0.05*mod(I*I, 4)) translate x*7*mod(I*I, 5) }
#end
plane { y, -0.05 pigment { srgb <0.3, 0.2, 0.12> } }

// rug
union {
  cylinder { 0, y*0.12, 9.6 scale <1.15, 1, 0.72> pigment { onion color_map { [0 srgb <0.86, 0.82, 0.74>] [0.55 srgb <0.86, 0.82, 0.74>] [0.55 srgb <0.6, 0.3, 0.24>] [0.7 srgb <0.6, 0.3, 0.24>] [0.7 srgb <0.86, 0.82, 0.74>] [1 srgb <0.86, 0.82, 0.74>] } scale 3.2 } normal { granite 0.35 scale 0.2 } }
  translate <0.5, 0, -6.8>
}

// sofa
#macro Cush(A, B, R, C) object { RBox(A, B, R) pigment { C } normal { granite 0.12 scale 0.15 } } #end
union {
  #declare Navy = srgb <0.17, 0.33, 0.42>;
  Cush(<-8, 1.0, -3.2>, <8, 2.6, 3>, 0.4, Navy)
  #for (I, 0, 2) Cush(<-6.6 + I*4.42, 2.4, -3.5>, <-6.6 + I*4.42 + 4.36, 3.9, 2>, 0.5, Navy) #end
  #for (I, 0, 2) object { RBox(<0, 0, 0>, <4.3, 4.2, 1.5>, 0.6) rotate x*10 translate <-6.58 + I*4.42, 3.5, 1.1> pigment { Navy } normal { granite 0.12 scale 0.15 } } #end
  Cush(<-8.3, 1.0, -3.3>, <-6.5, 5.2, 3>, 0.8, Navy)
  Cush(<6.6, 1.0, -3.3>, <8.4, 5.2, 3>, 0.8, Navy)
  Cush(<-8, 1.0, 2>, <8, 6.6, 3.1>, 0.5, Navy)
  #for (S, -1, 1, 2) #for (Z, -2.6, 2.4, 5) cone { <S*7.4, 0, Z>, 0.2, <S*7.3, 1.1, Z>, 0.35 pigment { srgb <0.4, 0.26, 0.15> } finish { Satin } } #end #end
  translate <-0.5, 0, 3.4>
}
#macro Pillow(C) superellipsoid { <0.75, 0.75> scale <1.75, 1.75, 0.65> pigment { C } normal { granite 0.15 scale 0.15 } } #end
object { Pillow(srgb <0.9, 0.62, 0.2>) rotate z*20 rotate x*18 rotate y*-22 translate <-5.3, 5.4, 2.6> }
object { Pillow(srgb <0.92, 0.88, 0.8>) rotate z*-12 rotate x*18 rotate y*-5 translate <-3.1, 5.3, 2.5> }
object { Pillow(srgb <0.75, 0.33, 0.24>) rotate z*38 rotate x*20 rotate y*16 translate <4.3, 5.4, 2.5> }

// floor lamp
union {
  cylinder { 0, y*0.3, 1.5 } cylinder { 0, y*12.5, 0.14 }
  texture { pigment { srgb <0.7, 0.55, 0.28> } finish { Metallic } }
  translate <11.3, 0, 4.6>
}
difference { cone { y*11.1, 2.4, y*14.5, 1.7 open } plane { y, -1 } translate <11.3, 0, 4.6> pigment { srgb <0.97, 0.9, 0.74> } finish { diffuse 0.6 emission 0.42 } }
light_source { <11.3, 13, 4.6>, rgb <1.3, 0.95, 0.6>*0.7 fade_distance 9 fade_power 2 }

// coffee table
union {
  cylinder { y*3.1, y*3.45, 4.3 scale <1, 1, 0.68> Wood(srgb <0.72, 0.53, 0.33>, srgb <0.6, 0.42, 0.24>, 0.5) }
  #for (I, 0, 3) cone { vrotate(<3.2, 0, 0>, y*(45 + I*90))*<1, 1, 0.75>, 0.14, vrotate(<2.6, 3.2, 0>, y*(45 + I*90))*<1, 1, 0.7>, 0.26 pigment { srgb <0.45, 0.3, 0.18> } finish { Satin } } #end
  translate <0.6, 0, -6.4>
}
union {
  object { Book(0.42, 3.1, 2.2, srgb <0.8, 0.78, 0.72>, 3) rotate z*90 translate <3.1, 0, 0> }
  object { Book(0.36, 2.7, 1.9, srgb <0.7, 0.28, 0.2>, 2) rotate z*90 rotate y*12 translate <2.8, 0.42, 0.35> }
  translate <-2.3, 3.45, -7.4>
}
union {
  lathe { cubic_spline 8, <-0.2, 0>, <0, 0>, <0.55, 0.05>, <0.8, 0.75>, <0.42, 1.6>, <0.38, 1.9>, <0.5, 2.1>, <0.6, 2.3> Ceramic(srgb <0.93, 0.92, 0.88>) }
  #declare R = seed(4);
  #for (I, 0, 8)
    #declare T = vrotate(<0.5 + 0.5*rand(R), 3.4 + 1.1*rand(R), 0>, y*I*137);
    cylinder { y*1.2, T, 0.035 pigment { srgb <0.3, 0.45, 0.2> } }
    #for (J, 0, 6) object { Blade(0.62, 0.2, 0.9, 6) rotate x*42 rotate y*J*51.4 translate T pigment { #if (mod(I, 3)) srgb <0.93, 0.75, 0.25> #else srgb <0.95, 0.93, 0.88> #end } } #end
    sphere { T + y*0.08, 0.15 pigment { srgb <0.5, 0.3, 0.12> } }
    object { Blade(1.2, 0.2, 0.9, 6) rotate x*30 rotate y*(I*97) translate y*2 pigment { srgb <0.22, 0.4, 0.16> } }
  #end
  translate <2.5, 3.45, -6.1>
}

// framed landscape above the sofa
union {
  box { <-4.2, 0, -0.25>, <4.2, 5.2, 0> pigment { srgb <0.35, 0.23, 0.14> } finish { Satin } }
  box { <-3.9, 0.3, -0.27>, <3.9, 4.9, 0> pigment { srgb <0.96, 0.95, 0.91> } }
  box { <-3.2, 0.9, -0.29>, <3.2, 4.3, 0> pigment { gradient y color_map { [0 srgb <0.95, 0.78, 0.6>] [1 srgb <0.45, 0.62, 0.78>] } scale 3.4 translate y*0.9 } }
  intersection { union { cylinder { <-2, -1.6, -0.31>, <-2, -1.6, 0>, 4 } cylinder { <2.4, -3.0, -0.32>, <2.4, -3.0, 0>, 5 pigment { srgb <0.25, 0.4, 0.35> } } pigment { srgb <0.38, 0.55, 0.48> } } box { <-3.2, 0.9, -1>, <3.2, 4.3, 0> } }
  cylinder { <1.2, 3.3, -0.3>, <1.2, 3.3, 0>, 0.42 pigment { srgb <0.98, 0.93, 0.75> } }
  translate <-0.5, 9.2, 8>
}
// big plant in the corner
union {
  object { union { Flowerpot(srgb <0.85, 0.8, 0.72>) } scale 2.1 }
  #for (I, 0, 20)
    #declare U = I/20; #declare T = vrotate(<0.5 + 1.3*U, 8.8 - 4.2*U + 0.7*rand(R), 0>, y*I*137.5);
    cylinder { y*2, T, 0.07 pigment { srgb <0.3, 0.42, 0.18> } }
    object { Blade(2.6, 0.85, 1.2, 10) rotate x*(35 + 35*U) rotate y*(I*137.5 + 90) translate T pigment { rgb <0.05, 0.17, 0.05> + <0.06, 0.12, 0.03>*rand(R) } finish { Satin } }
  #end
  translate <-12.4, 0, 4.4>
}
