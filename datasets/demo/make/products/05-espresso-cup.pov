#include "studio.inc"

Camera(<4, 24, -32>, <0.3, 1.9, 0>, 24)
Room(<0.95, 0.98, 1>*0.7, <1, 0.97, 0.93>*0.5)
Backdrop(pigment { Plain(226, 222, 217) }, 60, 20)
KeyLight(<-30, 26, 12>, 10, <1, 0.94, 0.85>*1.15)
Card(<-16, 24, 14>, <0, 3, 0>, 14, 14, 1.6)
Card(<22, 16, -12>, <0, 3, 0>, 8, 20, 0.9)

#declare Sage = texture {
  pigment { bozo scale 2 turbulence 0.5 color_map { [0 color srgb <146, 178, 146>/255] [1 color srgb <166, 194, 160>/255] } }
  finish { Glazed }
}

#declare Coffee = texture {
  pigment {
    bozo scale 0.9 turbulence 0.9 octaves 5
    color_map { [0 color srgb <122, 66, 24>/255] [0.45 color srgb <168, 104, 46>/255] [0.7 color srgb <200, 140, 74>/255] [1 color srgb <148, 84, 34>/255] }
  }
  normal { bumps 0.06 scale 0.15 }
  finish { diffuse 0.8 specular 0.3 roughness 0.02 reflection { 0, 0.06 } }
}

#declare Cup = union {
  difference {
    sor { 8, <1.4, 0.2>, <1.6, 0.7>, <2.3, 1.3>, <3.0, 2.8>, <3.3, 4.4>, <3.4, 5.3>, <3.42, 5.5>, <3.44, 5.8> }
    sor { 6, <1.2, 0.9>, <1.6, 1.4>, <2.7, 2.8>, <3.05, 4.4>, <3.16, 5.51>, <3.2, 5.9> }
  }
  torus { 3.29, 0.14 translate 5.48*y }
  sphere_sweep {
    cubic_spline 8,
    <2.4, 4.7, 0>, 0.36, <3.5, 4.6, 0>, 0.36, <4.3, 5.0, 0>, 0.34, <5.2, 4.3, 0>, 0.32, <5.1, 3.2, 0>, 0.32, <4.1, 2.4, 0>, 0.34, <3.0, 2.1, 0>, 0.36, <2.0, 2.0, 0>, 0.36
    tolerance 0.0001
    scale <1, 1, 1.15>
  }
  texture { Sage } interior { GlazedInterior }
}

#declare Saucer = union {
  difference {
    sor { 7, <2.4, -0.3>, <2.6, 0.1>, <3.6, 0.35>, <5.4, 0.85>, <6.6, 1.35>, <6.8, 1.5>, <6.9, 1.7> }
    sor { 5, <2.2, 0.2>, <2.6, 0.55>, <5.2, 1.02>, <6.6, 1.52>, <6.8, 1.8> }
  }
  torus { 6.68, 0.13 translate 1.46*y }
  cylinder { 0.02*y, 0.6*y, 2.6 }
  texture { Sage } interior { GlazedInterior }
}

#declare Spoon = union {
  difference {
    sphere { 0, 1 scale <1.25, 0.42, 0.8> }
    sphere { 0, 1 scale <1.2, 0.4, 0.75> translate 0.09*y }
    box { <-2, 0.02, -2>, <2, 2, 2> }
  }
  sphere_sweep {
    cubic_spline 6,
    <0.8, -0.2, 0>, 0.14, <1.15, 0.0, 0>, 0.14, <2.2, 0.35, 0>, 0.13, <4.0, 0.42, 0>, 0.17, <5.4, 0.3, 0>, 0.24, <6.2, 0.2, 0>, 0.24
    tolerance 0.0001
    scale <1, 0.7, 1.4>
  }
  texture { pigment { Steel } finish { Polished } }
}

#declare SugarCube = object {
  Round_Box_Union(<-0.62, 0, -0.62>, <0.62, 1.1, 0.62>, 0.1)
  texture { pigment { color rgb 0.95 } normal { granite 0.5 scale 0.3 } finish { Matte } }
}

object { Saucer }
union {
  object { Cup }
  cylinder { 4.5*y, 4.62*y, 3.02 texture { Coffee } }
  rotate -24*y
}
object { Spoon rotate <0, 0, 4> rotate 12*y translate <-2.6, 1.5, -4.75> }
object { SugarCube rotate 20*y translate <-4.75, 1.05, 1.2> }
object { SugarCube rotate 55*y translate <-4.9, 1.1, -0.6> }
