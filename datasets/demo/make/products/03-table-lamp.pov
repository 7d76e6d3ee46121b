#include "studio.inc"

Camera(<0, 12, -46>, <0, 9.2, 0>, 30)
Room(<0.7, 0.78, 0.9>*0.42, <0.7, 0.75, 0.85>*0.22)
Backdrop(pigment { Plain(128, 146, 166) }, 8, 0.5)
KeyLight(<-26, 34, -28>, 12, <0.9, 0.95, 1>*0.68)
Card(<-24, 14, -16>, <0, 5, 0>, 6, 26, 0.9)
Card(<26, 12, -10>, <0, 5, 0>, 3, 24, 0.6)

light_source { <0, 14, 0> color rgb <1, 0.72, 0.42>*2.2 area_light 1.5*x, 1.5*z, 3, 3 adaptive 1 jitter circular orient fade_distance 8 fade_power 2 }

#declare BrassMetal = texture { pigment { Brass } finish { Polished } }
#declare Teal = texture { pigment { color srgb <14, 104, 104>/255 } finish { Glazed } }

#declare ShadeFabric = texture {
  pigment { color srgb <246, 232, 205>/255 }
  normal { bumps 0.2 scale <0.08, 0.5, 0.08> }
  finish { diffuse 0.6 emission 0.0 }
}

// The glow stands in for light diffusing through the cloth, strongest near the bulb.
#declare ShadeGlow = texture {
  pigment { gradient y translate -0.5*y scale 9 translate 14.2*y
    color_map { [0 color rgb <1, 0.62, 0.32>*0.7] [0.45 color rgb <1, 0.80, 0.54>*1.5] [0.6 color rgb <1, 0.80, 0.54>*1.5] [1 color rgb <1, 0.62, 0.32>*0.8] } }
  normal { bumps 0.3 scale <0.06, 0.5, 0.06> }
  finish { diffuse 0.25 emission 0.75 }
}

#declare Shade = union {
  difference {
    cone { 10.4*y, 6.2, 18*y, 4.1 }
    cone { 10.39*y, 6.14, 18.01*y, 4.04 }
    texture { ShadeGlow }
  }
  torus { 6.18, 0.14 translate 10.4*y texture { pigment { color srgb <232, 208, 166>/255 } finish { diffuse 0.6 emission 0.2 } } }
  torus { 4.08, 0.12 translate 18*y texture { pigment { color srgb <232, 208, 166>/255 } finish { diffuse 0.6 emission 0.2 } } }
}

#declare Base = union {
  sor { 9, <1.6, -0.2>, <1.8, 0.7>, <2.9, 2.0>, <3.5, 3.8>, <3.0, 5.6>, <1.6, 7.2>, <1.0, 8.2>, <0.95, 8.8>, <0.95, 9.2>
    texture { Teal } interior { GlazedInterior } }
  cylinder { 0, 0.45*y, 2.5 texture { BrassMetal } }
  torus { 2.4, 0.2 translate 0.45*y texture { BrassMetal } }
  cone { 0.4*y, 2.3, 0.95*y, 1.9 texture { BrassMetal } }
  cylinder { 8.7*y, 9.2*y, 1.05 texture { BrassMetal } }
  cylinder { 9.1*y, 12*y, 0.35 texture { BrassMetal } }
}

object { Base }
object { Shade }
sphere_sweep {
  cubic_spline 7,
  <0, 0.2, 3>, 0.12, <2, 0.14, 3>, 0.12, <5, 0.14, 2>, 0.12, <7, 0.14, 4.6>, 0.12, <10, 0.14, 3.5>, 0.12, <14, 0.14, 5>, 0.12, <20, 0.14, 5>, 0.12
  tolerance 0.001
  pigment { color srgb <60, 44, 34>/255 } finish { Satin }
}
