#declare AreaSteps = 4;
#include "studio.inc"

Camera(<-4, 13, -36>, <0, 5.6, 0>, 21)
Room(<1, 0.9, 0.8>*0.3, <1, 0.85, 0.7>*0.2)
Backdrop(pigment { gradient y scale 30 color_map { [0 Plain(122, 92, 76)] [1 Plain(70, 50, 44)] } }, 14, 8)
KeyLight(<-24, 24, -18>, 8, <1, 0.92, 0.8>*0.75)
Card(<-20, 12, -16>, <0, 5, 0>, 6, 26, 1.4)
Card(<22, 12, -8>, <0, 5, 0>, 3, 26, 1.0)

light_source { <0, 10.0, 0> color rgb <1, 0.62, 0.28>*1.3 fade_distance 5 fade_power 2 }

#declare Jar = difference {
  union {
    cylinder { 0.5*y, 9.5*y, 4 }
    cylinder { 0, 0.6*y, 3.5 }
    torus { 3.5, 0.5 translate 0.5*y }
    torus { 3.85, 0.15 translate 9.5*y }
  }
  cylinder { 0.8*y, 9.8*y, 3.72 }
  texture {
    pigment { color rgbt <0.98, 0.96, 0.92, 0.93> }
    finish { diffuse 0.03 specular 0.7 roughness 0.004 reflection { 0.02, 0.6 fresnel on } }
  }
  interior { ior 1.1 }
}

#declare Wax = union {
  cylinder { 0.85*y, 7.3*y, 3.68 }
  torus { 3.5, 0.18 translate 7.28*y }
  texture {
    pigment { gradient y scale 8 color_map { [0 color srgb <238, 224, 196>/255] [0.75 color srgb <244, 230, 200>/255] [1 color srgb <255, 236, 196>/255] } }
    finish { diffuse 0.75 emission 0.06 specular 0.15 roughness 0.05 }
  }
}

#declare Flame = union {
  sor {
    7, <0.05, -0.5>, <0.13, -0.1>, <0.34, 0.35>, <0.33, 0.9>, <0.14, 1.7>, <0.02, 2.35>, <0.0, 2.7>
    texture {
      pigment { gradient y scale 2.6 translate -0.2*y
        color_map { [0.0 color rgbt <0.25, 0.4, 1, 0.7>] [0.2 color rgb <1, 0.62, 0.2>*1.3] [0.5 color rgb <1, 0.86, 0.5>*1.8] [1 color rgb <1, 0.55, 0.15>*1.2] } }
      finish { emission 1 diffuse 0 }
    }
  }
  no_shadow
}

object { Jar }
object { Wax }
object { LabelOnCylinder(4.04, 1.5, 6.7, 96, "candle-label.png") rotate -3*y }
cylinder { 7.2*y, 8.5*y, 0.09 pigment { color rgb <0.03, 0.02, 0.02> } no_shadow }
object { Flame scale 1.15 translate 8.35*y }
