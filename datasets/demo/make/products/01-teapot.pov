#include "studio.inc"

Camera(<-5, 15, -40>, <0.9, 4.9, -1>, 32)
Room(<0.95, 0.97, 1>*0.75, <1, 0.98, 0.95>*0.55)
Backdrop(pigment { Plain(247, 247, 245) }, 40, 18)
KeyLight(<-30, 42, -24>, 14, <1, 0.98, 0.95>*0.85)
Card(<-22, 26, -20>, <0, 4, 0>, 16, 16, 1.6)
Card(<28, 14, -12>, <0, 4, 0>, 6, 22, 1.1)

#declare Cobalt = texture {
  pigment {
    bozo scale 0.9 turbulence 0.6
    color_map { [0 color srgb <16, 44, 128>/255] [0.6 color srgb <26, 66, 165>/255] [1 color srgb <42, 92, 190>/255] }
  }
  finish { Glazed }
}
#declare RawClay = texture { pigment { color srgb <196, 160, 122>/255 } normal { granite 0.15 scale 0.2 } finish { Matte } }
#declare Bamboo = texture {
  pigment { bozo scale <2, 0.12, 0.12> color_map { [0 color srgb <205, 164, 98>/255] [1 color srgb <226, 190, 128>/255] } }
  finish { Satin }
}

#declare Body = union {
  sor {
    9, <2.6, -0.6>, <3.0, 0.35>, <4.3, 1.3>, <5.15, 3.0>, <5.0, 4.6>, <3.9, 6.1>, <2.7, 6.75>, <2.45, 7.0>, <2.4, 7.4>
    texture { Cobalt } interior { GlazedInterior }
  }
  cylinder { 0, 0.45*y, 2.95 texture { RawClay } }
  torus { 2.5, 0.16 translate 6.95*y texture { Cobalt } interior { GlazedInterior } }
}

#declare Lid = union {
  sor { 6, <2.5, 6.6>, <2.32, 7.0>, <1.9, 7.5>, <1.0, 7.85>, <0.45, 8.0>, <0.35, 8.3> }
  sor { 7, <0.6, 7.7>, <0.42, 7.95>, <0.4, 8.3>, <0.78, 8.75>, <0.7, 9.1>, <0.1, 9.3>, <0.01, 9.32> }
  texture { Cobalt } interior { GlazedInterior }
}

#declare Spout = union {
  intersection {
    sphere_sweep {
      cubic_spline 7,
      <2.4, 1.2, 0>, 1.7, <3.6, 2.1, 0>, 1.55, <5.6, 3.1, 0>, 1.05, <6.9, 4.6, 0>, 0.72, <7.9, 6.3, 0>, 0.58, <8.7, 7.4, 0>, 0.56, <9.6, 8.5, 0>, 0.55
      tolerance 0.0001
    }
    plane { <0.35, 1, 0>, 0 translate <8.35, 6.95, 0> }
    texture { Cobalt } interior { GlazedInterior }
  }
  cylinder { <8.34, 6.96, 0>, <8.36, 7.0, 0>, 0.42 pigment { color rgb 0.01 } }
}

#declare Handle = union {
  sphere_sweep {
    cubic_spline 9,
    <-4.0, 4.5, 0>, 0.36, <-4.1, 6.3, 0>, 0.36, <-4.0, 8.8, 0>, 0.36, <-2.6, 11.1, 0>, 0.36, <0, 11.9, 0>, 0.36,
    <2.6, 11.1, 0>, 0.36, <4.0, 8.8, 0>, 0.36, <4.1, 6.3, 0>, 0.36, <4.0, 4.5, 0>, 0.36
    tolerance 0.0001
    texture { Bamboo }
  }
  #local Knots = array[5] { <-4.03, 8.6, 82>, <-2.5, 11.17, 36>, <0, 11.9, 0>, <2.5, 11.17, -36>, <4.03, 8.6, -82> };
  #for (I, 0, 4)
    torus { 0.36, 0.09 rotate 90*z rotate Knots[I].z*z translate <Knots[I].x, Knots[I].y, 0>
      texture { pigment { color srgb <150, 108, 56>/255 } finish { Satin } } }
  #end
  #for (S, -1, 1, 2)
    torus { 0.5, 0.17 rotate 90*x translate <4.15*S, 6.1, 0> texture { Cobalt } interior { GlazedInterior } }
  #end
}

#declare Cup = union {
  difference {
    sor { 7, <1.2, -0.3>, <1.25, 0.3>, <1.7, 0.9>, <2.0, 2.0>, <2.08, 3.0>, <2.1, 3.2>, <2.1, 3.4> }
    sor { 6, <1.0, 0.1>, <1.1, 0.6>, <1.6, 1.1>, <1.85, 2.1>, <1.95, 3.25>, <1.96, 3.5> }
    texture { Cobalt } interior { GlazedInterior }
  }
  torus { 2.02, 0.075 translate 3.2*y texture { Cobalt } }
  cylinder { 0, 0.35*y, 1.22 texture { RawClay } }
  cylinder { 2.0*y, 2.4*y, 1.86 texture { pigment { color srgb <150, 92, 30>/255 } finish { diffuse 0.6 specular 0.4 roughness 0.01 reflection { 0.04, 0.4 fresnel on } } } interior { ior 1.33 } }
}

union {
  object { Body } object { Lid } object { Spout } object { Handle }
  rotate -18*y
  translate <-2.0, 0, 1>
}
object { Cup translate <7.6, 0, -4.4> }
object { Cup rotate 70*y translate <2.6, 0, -7.4> }
