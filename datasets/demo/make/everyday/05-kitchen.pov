#include "common.inc"
camera { location <-3.0, 7.0, -16.5> look_at <-0.95, 1.9, 0> angle 48 }
sky_sphere { pigment { srgb <0.88, 0.9, 0.95>*0.8 } }
Sun(<-15, 17, -9>, <1.35, 1.28, 1.15>, 5)
light_source { <9, 14, -14>, rgb 0.25 shadowless }

// tiled wall
box { <-14, -6, 3>, <14, 16, 4> pigment { srgb <0.92, 0.9, 0.85> } }
#for (I, -9, 9) #for (J, 0, 3)
  object { RBox(<I*1.35 + 0.03, 0.35 + J*1.35 + 0.03, 2.85>, <I*1.35 + 1.32, 0.35 + J*1.35 + 1.32, 3.2>, 0.05)
    #local V = mod(abs(I*7 + J*5), 6);
    Ceramic(rgb <0.42, 0.6, 0.58> + V*0.018) }
#end #end
box { <-14, 0.0, 2.8>, <14, 0.35, 3> pigment { srgb <0.9, 0.88, 0.84> } }

// worktop and drawer fronts
object { RBox(<-14, -0.5, -3.6>, <14, 0, 3>, 0.08) texture { pigment { granite color_map { [0 srgb <0.8, 0.79, 0.76>] [0.5 srgb <0.88, 0.87, 0.84>] [1 srgb <0.7, 0.69, 0.67>] } scale 0.6 } finish { Glossy } } }
#for (I, -3, 2)
  object { RBox(<I*4.2 + 0.05, -8, -3.4>, <I*4.2 + 4.15, -0.6, -3>, 0.06) pigment { srgb <0.93, 0.92, 0.88> } finish { Satin } }
  union { cylinder { <I*4.2 + 1.5, -1.25, -3.65>, <I*4.2 + 2.7, -1.25, -3.65>, 0.07 } sphere { <I*4.2 + 1.5, -1.25, -3.65>, 0.07 } sphere { <I*4.2 + 2.7, -1.25, -3.65>, 0.07 } texture { Steel } }
#end

// hob
object { RBox(<-2.3, -0.02, -2.9>, <5.3, 0.1, 2.1>, 0.05) pigment { srgb <0.06, 0.06, 0.07> } finish { Glossy } }
#for (I, 0, 1) #for (J, 0, 1)
  union { torus { 0.95, 0.035 } torus { 0.6, 0.03 } pigment { srgb <0.4, 0.4, 0.42> } translate <-0.35 + I*3.7, 0.1, -1.65 + J*2.4> }
#end #end

#macro Pan(R, H, C, Lid)
  union {
    difference { cylinder { 0, y*H, R } cylinder { y*0.08, y*(H + 1), R - 0.06 } }
    torus { R - 0.03, 0.05 translate y*H }
    texture { C }
  }
  #if (Lid)
    union { intersection { sphere { 0, 1 scale <R*0.99, 0.45, R*0.99> } plane { -y, 0 } } torus { R*0.97, 0.05 } translate y*(H + 0.03) texture { C } }
    union { cylinder { y*0.4, y*0.65, 0.1 } sphere { 0, 0.24 scale <1, 0.5, 1> translate y*0.7 } translate y*H texture { Chrome_Dark } }
  #end
#end
#declare Red_Enamel = texture { pigment { srgb <0.72, 0.12, 0.1> } finish { Glossy } }
// steel pot with lid and two handles
union { Pan(1.35, 1.7, texture { Steel }, 1)
  union { torus { 0.35, 0.08 rotate x*90 scale <1, 0.5, 1> rotate x*90 translate <-1.45, 1.35, 0> } torus { 0.35, 0.08 rotate x*90 scale <1, 0.5, 1> rotate x*90 translate <1.45, 1.35, 0> } texture { Chrome_Dark } }
  translate <-0.35, 0.12, 0.75> }
// red saucepan, wooden spoon in it
union { Pan(1.15, 1.0, Red_Enamel, 0)
  cylinder { y*0.08, y*0.72, 1.08 pigment { srgb <0.85, 0.36, 0.12> } normal { bumps 0.4 scale 0.2 } finish { Glossy } }
  union { cylinder { <0, 0, -1.1>, <0, 0.15, -1.9>, 0.1 } cylinder { <0, 0.15, -1.9>, <0, 0.3, -3.3>, 0.15 } sphere { <0, 0.3, -3.3>, 0.15 } translate y*0.75 rotate y*-55 texture { Chrome_Dark } }
  union { cylinder { <-0.2, 0.3, 0.1>, <0.9, 2.6, 0.7>, 0.08 } sphere { <0.9, 2.6, 0.7>, 0.08 } Wood(srgb <0.78, 0.58, 0.36>, srgb <0.68, 0.48, 0.28>, 0.1) }
  translate <3.35, 0.12, -1.6> }

// kettle
union {
  sphere { 0, 1.15 scale <1, 0.95, 1> translate y*0.95 }
  cylinder { 0, y*0.3, 0.95 }
  sphere_sweep { cubic_spline 6, <0.6, 0.4, 0>, 0.3, <0.85, 0.75, 0>, 0.26, <1.35, 1.1, 0>, 0.18, <1.6, 1.65, 0>, 0.14, <1.85, 1.95, 0>, 0.13, <2.1, 2.1, 0>, 0.13 }
  cylinder { y*1.95, y*2.08, 0.55 } sphere { y*2.2, 0.17 }
  texture { pigment { srgb <0.16, 0.3, 0.42> } finish { Glossy } }
  rotate y*200 translate <3.35, 0.12, 0.8>
}
difference { torus { 0.95, 0.1 rotate x*90 rotate y*20 translate <3.35, 2.2, 0.8> } box { <-9, -9, -9>, <9, 2, 9> } texture { Chrome_Dark } }

// chopping board, knife and tomatoes
object { RBox(<-2.1, 0, -1.25>, <2.1, 0.22, 1.25>, 0.09) Wood(srgb <0.83, 0.65, 0.43>, srgb <0.74, 0.54, 0.33>, 0.25) rotate y*12 translate <-5.1, 0, -1.6> }
#macro Tomato(S) union {
  sphere { 0, 0.5 scale <1, 0.82, 1> translate y*0.4 pigment { srgb <0.82, 0.13, 0.07> } finish { Glossy } }
  #for (I, 0, 4) object { Blade(0.36, 0.09, 1.3, 6) rotate x*50 rotate y*I*72 translate y*0.79 pigment { srgb <0.2, 0.42, 0.13> } } #end
  cylinder { y*0.78, <0.05, 0.98, 0>, 0.03 pigment { srgb <0.2, 0.42, 0.13> } } scale S } #end
object { Tomato(1.15) translate <-6.1, 0.22, -1.1> }
object { Tomato(1.05) rotate y*30 translate <-5.1, 0.22, -0.85> }
union {
  difference { sphere { 0, 0.5 scale <1, 0.82, 1> } plane { -y, 0 } pigment { srgb <0.82, 0.13, 0.07> } finish { Glossy } }
  cylinder { 0, y*0.005, 0.46 pigment { srgb <0.93, 0.42, 0.28> } }
  #for (I, 0, 3) sphere { <0.25, 0.0, 0>, 0.13 scale <1, 0.15, 0.8> rotate y*(45 + I*90) pigment { srgb <0.95, 0.65, 0.3> } finish { Glossy } } #end
  rotate x*-25 translate <-4.0, 0.62, -1.5> }
union {
  prism { linear_sweep cubic_spline -0.02, 0.02, 9, <-0.3, 0.0>, <0, 0.22>, <1.2, 0.2>, <2.1, -0.22>, <1.2, -0.24>, <0, -0.24>, <-0.05, 0>, <0, 0.22>, <1.2, 0.2> texture { Steel } }
  object { RBox(<-1.25, -0.07, -0.16>, <0.0, 0.07, 0.16>, 0.06) pigment { srgb <0.1, 0.09, 0.09> } finish { Satin } }
  rotate y*8 translate <-5.4, 0.27, -2.35> }

// jar of utensils
union {
  difference { cylinder { 0, y*1.9, 0.8 } cylinder { y*0.1, y*2, 0.72 } }
  torus { 0.76, 0.05 translate y*1.9 }
  Ceramic(srgb <0.95, 0.93, 0.88>)
  translate <-5.9, 0, 1.7>
}
union {
  union { cylinder { y*0.2, y*3.2, 0.08 } sphere { 0, 0.38 scale <1, 1.4, 0.35> translate y*3.5 } rotate z*10 }
  union { cylinder { y*0.2, y*2.9, 0.08 } object { RBox(<-0.3, 2.8, -0.04>, <0.3, 3.9, 0.04>, 0.03) } rotate z*-12 rotate y*20 }
  Wood(srgb <0.76, 0.56, 0.34>, srgb <0.66, 0.46, 0.27>, 0.12) translate <-5.9, 0, 1.7>
}
union { cylinder { y*0.2, y*2.6, 0.05 } #for (I, 0, 3) torus { 0.33, 0.025 scale <1, 1, 1.9> rotate x*90 rotate y*I*45 translate y*3.1 } #end rotate <14, 0, -2> translate <-5.8, 0, 1.6> texture { Steel } }
