#include "common.inc"
camera { location <-1.2, 5.4, -11> look_at <0.15, 2.1, 0.6> angle 50 }
sky_sphere { pigment { srgb <0.8, 0.84, 0.9>*0.8 } }
Sun(<-16, 18, -10>, <1.25, 1.18, 1.05>, 5)

plane { z, 3.4 pigment { srgb <0.83, 0.79, 0.72> } normal { granite 0.04 scale 0.2 } }
plane { y, -7 pigment { srgb <0.45, 0.35, 0.28> } }
box { <-9, -0.35, -4>, <9, 0, 3.3> Wood(srgb <0.8, 0.62, 0.42>, srgb <0.66, 0.46, 0.28>, 0.35) }

// laptop
union {
  object { RBox(<-2, 0.05, -1.4>, <2, 0.2, 1.4>, 0.06) texture { pigment { srgb <0.62, 0.64, 0.67> } finish { Satin } } }
  #for (R, 0, 4) #for (K, 0, 12)
    #if (R > 0 | K < 4 | K > 8)
      object { RBox(<0, 0.2, 0>, <0.235, 0.225, 0.235>, 0.012) pigment { srgb <0.13, 0.13, 0.15> } translate <-1.78 + K*0.274, 0, -0.12 + (R - 1)*0.274> }
    #end
  #end #end
  object { RBox(<-0.73, 0.2, -0.12 - 0.274>, <0.73, 0.225, -0.16>, 0.012) pigment { srgb <0.13, 0.13, 0.15> } }
  object { RBox(<-0.65, 0.195, -1.25>, <0.65, 0.207, -0.5>, 0.006) pigment { srgb <0.52, 0.54, 0.57> } }
  union {
    object { RBox(<-2, 0, 0>, <2, 2.7, 0.1>, 0.05) pigment { srgb <0.55, 0.57, 0.6> } finish { Satin } }
    box { <-1.93, 0.1, -0.004>, <1.93, 2.63, 0.05> pigment { srgb <0.05, 0.05, 0.06> } finish { Glossy } }
    union {
      box { <-1.82, 0.22, -0.008>, <1.82, 2.52, 0> pigment { gradient y color_map { [0 srgb <0.95, 0.6, 0.4>] [0.45 srgb <0.55, 0.45, 0.7>] [1 srgb <0.12, 0.25, 0.55>] } scale 2.3 translate y*0.22 } }
      prism { linear_sweep linear_spline -0.01, 0, 9, <-1.82, 0.22>, <1.82, 0.22>, <1.82, 0.75>, <1.2, 1.15>, <0.7, 0.85>, <-0.1, 1.5>, <-0.9, 0.8>, <-1.82, 1.2>, <-1.82, 0.22> rotate x*-90 scale <1, 1, -1> pigment { srgb <0.13, 0.16, 0.3> } translate -z*0.002 }
      finish { ambient 0 diffuse 0.2 emission 0.75 }
    }
    rotate x*14 translate <0, 0.19, 1.36>
  }
  rotate y*6 translate <0.1, 0, -0.3>
}

// desk lamp
#macro Rod(A, B, R) union { cylinder { A, B, R } sphere { A, R*1.8 } sphere { B, R*1.8 } } #end
union {
  cylinder { 0, y*0.16, 0.85 } torus { 0.82, 0.08 translate y*0.08 }
  Rod(<0, 0.1, 0>, <-0.9, 2.5, 0.1>, 0.065)
  Rod(<-0.9, 2.5, 0.1>, <0.75, 4.1, -0.1>, 0.065)
  union {
    difference { cone { y*0.1, 0.28, -y*0.95, 0.85 } cone { y*0.05, 0.22, -y*1, 0.81 } }
    sphere { y*0.1, 0.3 } cylinder { 0, y*0.6, 0.12 }
    rotate z*24 translate <1.05, 3.75, -0.15>
  }
  pigment { srgb <0.75, 0.18, 0.14> } finish { Glossy }
  translate <-3.9, 0, 1>
}
light_source { <-2.75, 4.3, 0.8> - <0.1, 0.9, 0>, rgb <1.2, 0.85, 0.5>*0.9 spotlight point_at <-2.4, 0, 0.5> radius 35 falloff 62 fade_distance 3 fade_power 2
  looks_like { sphere { 0, 0.27 pigment { srgb <1, 0.92, 0.7> } finish { emission 1.3 } } } }

// notebooks with a pen on top
#macro Notebook(W, D, H, C)
  union {
    object { RBox(<-W/2, 0, -D/2>, <W/2, 0.04, D/2>, 0.02) pigment { C } finish { Satin } }
    object { RBox(<-W/2, H - 0.04, -D/2>, <W/2, H, D/2>, 0.02) pigment { C } finish { Satin } }
    box { <-W/2 + 0.04, 0.03, -D/2 + 0.04>, <W/2 - 0.04, H - 0.03, D/2 - 0.04> pigment { srgb <0.95, 0.93, 0.87> } normal { gradient y 0.8 scale 0.03 } }
    box { <-W/2 - 0.01, 0, -D/2>, <-W/2 + 0.04, H, D/2> pigment { C } }
  }
#end
object { Notebook(1.9, 2.4, 0.28, srgb <0.14, 0.33, 0.36>) rotate y*-12 translate <3.6, 0, -0.8> }
object { Notebook(1.7, 2.2, 0.25, srgb <0.92, 0.7, 0.25>) rotate y*4 translate <3.55, 0.28, -0.8> }
object { Notebook(1.4, 1.9, 0.2, srgb <0.75, 0.3, 0.25>) rotate y*-25 translate <3.6, 0.53, -0.8> }
union { cylinder { -x*0.6, x*0.65, 0.06 pigment { srgb <0.1, 0.15, 0.4> } finish { Glossy } } cone { x*0.65, 0.06, x*0.85, 0.015 texture { Steel } } cylinder { -x*0.75, -x*0.6, 0.055 texture { Steel } }
  rotate y*38 translate <3.6, 0.79, -0.85> }

// pencil pot
union {
  difference { cylinder { 0, y*1.15, 0.5 } cylinder { y*0.08, y*1.3, 0.44 } pigment { srgb <0.93, 0.91, 0.87> } finish { Glossy } }
  #declare PC = array[6] { srgb <0.95, 0.75, 0.1>, srgb <0.2, 0.5, 0.3>, srgb <0.8, 0.2, 0.2>, srgb <0.2, 0.35, 0.7>, srgb <0.95, 0.5, 0.1>, srgb <0.5, 0.25, 0.5> }
  #for (I, 0, 5)
    union {
      cylinder { y*0.1, y*(1.75 + 0.12*mod(I*5, 4)), 0.065 pigment { PC[I] } finish { Satin } }
      cone { y*(1.75 + 0.12*mod(I*5, 4)), 0.065, y*(1.95 + 0.12*mod(I*5, 4)), 0.012 pigment { srgb <0.85, 0.68, 0.45> } }
      rotate z*-(6 + 3*mod(I, 3)) rotate y*(60*I + 10)
    }
  #end
  translate <4, 0, 1.9>
}
// coffee mug
object { union { Mug(srgb <0.2, 0.36, 0.5>, srgb <0.15, 0.08, 0.04>) } rotate y*200 scale 1.1 translate <-2.9, 0, -1.6> }
// mouse
intersection { sphere { 0, 1 scale <0.34, 0.3, 0.56> } plane { -y, 0 } pigment { srgb <0.16, 0.16, 0.18> } finish { Glossy } rotate y*-8 translate <2.35, 0, -2> }

// cork board with notes
union {
  box { <-2.2, 3.6, 3.3>, <3.4, 6.8, 3.38> pigment { granite color_map { [0 srgb <0.7, 0.5, 0.32>] [1 srgb <0.86, 0.68, 0.47>] } scale 0.3 } }
  box { <-2.35, 3.45, 3.32>, <3.55, 3.6, 3.2> } box { <-2.35, 6.8, 3.32>, <3.55, 6.95, 3.2> } box { <-2.35, 3.45, 3.32>, <-2.2, 6.95, 3.2> } box { <3.4, 3.45, 3.32>, <3.55, 6.95, 3.2> }
  Wood(srgb <0.55, 0.38, 0.24>, srgb <0.42, 0.27, 0.16>, 0.3)
}
#macro Note(P, W, H, A, C) union { box { <-W/2, -H, 0>, <W/2, 0.1, 0.01> pigment { C } } sphere { <0, 0, -0.05>, 0.07 pigment { srgb <0.8, 0.15, 0.15> } finish { Glossy } }
  #for (I, 1, 4) box { <-W*0.38, -H*0.2*I - 0.02, -0.003>, <W*(0.36 - 0.12*mod(I, 2)), -H*0.2*I + 0.01, 0> pigment { srgb <0.45, 0.45, 0.5> } } #end
  rotate z*A translate P + z*3.28 } #end
Note(<-1.4, 6.3, 0>, 1, 1, 4, srgb <0.99, 0.9, 0.45>)
Note(<-0.2, 6.1, 0>, 1, 1, -5, srgb <0.7, 0.88, 0.95>)
Note(<1.1, 6.4, 0>, 1.2, 1.6, 2, srgb <0.97, 0.97, 0.95>)
Note(<2.5, 6.2, 0>, 1, 1, -3, srgb <0.98, 0.75, 0.75>)
Note(<-1, 4.9, 0>, 1.1, 1.0, -3, srgb <0.8, 0.93, 0.7>)
Note(<2.6, 4.9, 0>, 1, 1, 5, srgb <0.99, 0.9, 0.45>)
