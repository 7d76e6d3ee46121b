#include "common.inc"
camera { location <-0.6, 5.6, -9.2> look_at <0.1, 0.35, 0.2> angle 46 }
sky_sphere { pigment { gradient y color_map { [0 srgb <0.95, 0.92, 0.88>*0.75] [1 srgb <0.8, 0.88, 1>*0.8] } } }
Sun(<-14, 15, 4>, <1.5, 1.35, 1.1>, 4)

union {
  #for (I, -4, 3)
    box { <-7, -0.4, I*1.15 + 0.008>, <7, 0, I*1.15 + 1.142> Wood(srgb <0.74, 0.56, 0.38>, srgb <0.63, 0.44, 0.27>, 0.22 + 0.03*mod(I*I, 3)) }
  #end
}
plane { z, 11 pigment { srgb <0.62, 0.72, 0.68> } }
plane { y, -7 pigment { srgb <0.5, 0.4, 0.32> } }

// woven place mat
box { <-2.6, 0, -3.7>, <1.9, 0.03, -0.75> pigment { checker srgb <0.28, 0.42, 0.6>, srgb <0.88, 0.88, 0.85> scale 0.375 } normal { granite 0.3 scale 0.03 } }

object { Plate(srgb <0.96, 0.95, 0.92>) scale 1.35 translate <-0.55, 0.03, -2.2> }
#declare Toast = union {
  difference {
    union { RBox(<-0.6, 0, -0.55>, <0.6, 0.2, 0.45>, 0.09) sphere { <-0.28, 0.1, 0.42>, 0.36 scale <1, 0.3, 1> translate y*0.07 } sphere { <0.28, 0.1, 0.42>, 0.36 scale <1, 0.3, 1> translate y*0.07 } }
    box { <-2, 0.17, -2>, <2, 1, 2> }
    pigment { srgb <0.6, 0.34, 0.13> }
  }
  RBox(<-0.52, 0.1, -0.47>, <0.52, 0.205, 0.5>, 0.05)
  pigment { granite color_map { [0 srgb <0.93, 0.76, 0.48>] [1 srgb <0.78, 0.53, 0.25>] } scale 0.5 } normal { granite 0.35 scale 0.2 }
}
object { Toast rotate y*14 translate <-0.8, 0.14, -2.15> }
object { Toast rotate <-9, -28, 4> translate <-0.25, 0.33, -2.2> }
object { RBox(<-0.17, 0, -0.14>, <0.17, 0.1, 0.14>, 0.03) pigment { srgb <0.98, 0.88, 0.45> } finish { Satin } rotate <-9, 20, 4> translate <-0.2, 0.56, -2.25> }

// knife
union {
  object { RBox(<-0.06, 0, -1.25>, <0.06, 0.07, -0.1>, 0.03) pigment { srgb <0.12, 0.12, 0.13> } finish { Satin } }
  intersection { sphere { 0, 1 scale <0.13, 0.03, 0.75> } box { <-0.13, 0, -0.2>, <0.2, 1, 1> } translate <0.03, 0.02, 0.05> texture { Steel } }
  scale 1.1 rotate y*-4 translate <1.32, 0.04, -2.2>
}

object { union { Mug(srgb <0.82, 0.25, 0.2>, srgb <0.16, 0.08, 0.04>) } scale 1.15 rotate y*20 translate <2.65, 0, -1.75> }
object { union { Mug(srgb <0.95, 0.93, 0.88>, srgb <0.62, 0.42, 0.26>) } scale 1.15 rotate y*170 translate <-3.4, 0, -0.2> }

// fruit bowl
union {
  Bowl(srgb <0.3, 0.5, 0.68>)
  scale <1.55, 1.5, 1.55> translate <0.35, 0, 1.5>
}
#macro Put(X, Y, Z, RY) rotate <10, RY, -12> translate <0.35 + X, Y, 1.5 + Z> #end
object { Orange_Fruit() scale 1.25 Put(-0.75, 1.1, -0.35, 0) }
object { Orange_Fruit() scale 1.25 Put(0.1, 1.05, -0.8, 80) }
object { Orange_Fruit() scale 1.2 Put(0.15, 1.5, 0.05, 30) }
object { Orange_Fruit() scale 1.2 Put(-0.55, 1.2, 0.6, 30) }
object { Apple(srgb <0.75, 0.1, 0.1>) scale 1.15 Put(0.85, 1.18, -0.25, 20) }
object { Apple(srgb <0.55, 0.7, 0.2>) scale 1.15 Put(0.55, 1.15, 0.7, 120) }
union { Banana(1.9) rotate x*-70 rotate y*20 scale 1.15 translate <-0.1, 1.75, 1.95> }

// glass of orange juice
union {
  difference { cone { 0, 0.42, y*1.7, 0.54 } cone { y*0.1, 0.385, y*1.8, 0.51 } Clear_Glass(srgb <0.97, 0.99, 0.98>) }
  cone { y*0.11, 0.38, y*1.3, 0.475 pigment { srgb <1, 0.6, 0.08> } finish { diffuse 0.9 emission 0.06 } }
  translate <-2.2, 0, 0.65>
}
// egg in a cup
union {
  cone { 0, 0.32, y*0.1, 0.12 } cylinder { y*0.08, y*0.3, 0.11 }
  difference { sphere { y*0.62, 0.36 } sphere { y*0.62, 0.32 } box { <-1, 0.68, -1>, <1, 2, 1> } }
  Ceramic(srgb <0.97, 0.82, 0.3>)
  translate <1.9, 0, -0.1>
}
sphere { 0, 0.31 scale <1, 1.35, 1> translate <1.9, 0.78, -0.1> pigment { srgb <0.9, 0.72, 0.56> } finish { Satin } }
// jam jar
union {
  union { cylinder { 0, y*0.85, 0.42 } sphere { 0, 0.42 scale <1, 0.5, 1> translate y*0.85 } cylinder { y*0.9, y*1.08, 0.33 } pigment { srgb <0.5, 0.04, 0.07> } finish { Glossy } }
  cylinder { y*1.04, y*1.28, 0.39 pigment { srgb <0.92, 0.9, 0.86> } finish { Satin } }
  difference { cylinder { y*0.2, y*0.68, 0.425 } box { <-1, 0, 0>, <1, 1, 1> } pigment { srgb <0.96, 0.93, 0.85> } }
  translate <3.5, 0, 0.6>
}
