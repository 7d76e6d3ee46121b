#include "studio.inc"

Camera(<0, 9, -36>, <-0.1, 5.2, 0>, 30)
Room(<1, 0.97, 0.92>*0.45, <1, 0.96, 0.92>*0.3)
Backdrop(pigment { Plain(214, 206, 196) }, 26, 12)
KeyLight(<-34, 24, -12>, 5, <1, 0.95, 0.86>*1.25)
Card(<-26, 12, -16>, <0, 5, 0>, 5, 20, 1.2)
Card(<26, 12, -10>, <0, 5, 0>, 3, 20, 0.7)

#declare Lacquer = finish { diffuse 0.78 specular 0.45 roughness 0.015 reflection { 0.01, 0.12 } };
#declare Boxwood = texture {
  pigment { wood turbulence 0.08 scale 0.7 rotate 82*x translate <0.4, 0, 0.3> color_map { [0 color srgb <226, 186, 128>/255] [0.7 color srgb <208, 162, 100>/255] [1 color srgb <226, 186, 128>/255] } }
  finish { Lacquer }
}
#declare Rosewood = texture {
  pigment { wood turbulence 0.1 scale 0.6 rotate 84*x translate <0.2, 0, 0.5> color_map { [0 color srgb <98, 44, 26>/255] [0.7 color srgb <62, 26, 16>/255] [1 color srgb <98, 44, 26>/255] } }
  finish { Lacquer }
}
#declare Felt = cylinder { 0, 0.12*y, 1.9 texture { pigment { color srgb <30, 82, 56>/255 } finish { Matte } } };

#declare Foot = union {
  object { Round_Cylinder_Union(0.1*y, 0.8*y, 2.1, 0.28) }
  torus { 1.72, 0.3 translate 0.95*y }
  sor { 6, <2.2, 0.3>, <1.75, 0.9>, <1.45, 1.4>, <1.05, 2.2>, <0.9, 2.8>, <0.8, 3.4> }
}

#declare King = union {
  object { Foot }
  sor { 8, <1.2, 1.4>, <1.0, 2.3>, <0.8, 3.6>, <0.72, 5.0>, <0.85, 6.0>, <1.1, 6.5>, <1.2, 6.7>, <1.3, 7> }
  torus { 1.15, 0.22 translate 6.5*y }
  torus { 0.95, 0.18 translate 6.95*y }
  sor { 7, <0.5, 6.2>, <0.72, 6.9>, <0.9, 7.7>, <1.25, 8.9>, <1.2, 9.1>, <0.3, 9.5>, <0.2, 9.6> }
  torus { 1.14, 0.13 translate 8.95*y }
  sphere { 9.5*y, 0.34 }
  object { Round_Box_Union(<-0.16, 9.6, -0.13>, <0.16, 11.1, 0.13>, 0.06) }
  object { Round_Box_Union(<-0.52, 10.25, -0.13>, <0.52, 10.57, 0.13>, 0.06) }
}

#declare Rook = union {
  object { Foot }
  sor { 7, <1.3, 1.2>, <1.1, 2.1>, <0.98, 3.4>, <0.95, 4.4>, <1.15, 5.1>, <1.4, 5.4>, <1.5, 5.6> }
  torus { 1.2, 0.2 translate 5.2*y }
  difference {
    object { Round_Cylinder_Union(5.2*y, 7.0*y, 1.6, 0.12) }
    cylinder { 6.2*y, 7.2*y, 1.12 }
    #for (I, 0, 2)
      box { <-2, 6.4, -0.22>, <2, 7.2, 0.22> rotate (60*I + 12)*y }
    #end
  }
}

#declare Pawn = union {
  object { Round_Cylinder_Union(0.1*y, 0.7*y, 1.75, 0.25) }
  torus { 1.4, 0.26 translate 0.85*y }
  sor { 8, <1.9, 0.2>, <1.5, 0.8>, <1.15, 1.4>, <0.75, 2.5>, <0.6, 3.4>, <0.75, 4.1>, <0.95, 4.3>, <1, 4.5> }
  torus { 0.85, 0.17 translate 4.05*y }
  sphere { 5.15*y, 1.12 }
}

union { object { Felt } object { King } texture { Rosewood } rotate 14*y translate <0.1, 0, 1.0> }
union { object { Felt } object { Rook } texture { Boxwood } translate <-4.9, 0, -0.4> }
union { object { Felt scale <0.85, 1, 0.85> } object { Pawn } texture { Boxwood } translate <4.3, 0, -1.8> }
