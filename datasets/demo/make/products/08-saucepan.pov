#include "studio.inc"

Camera(<-4, 14.5, -42>, <4.5, 4.0, 0>, 38)
Room(<0.9, 0.95, 1>*0.32, <0.9, 0.92, 1>*0.16)
Backdrop(pigment { Plain(104, 106, 110) }, 40, 14)
KeyLight(<-26, 34, -10>, 10, <1, 0.96, 0.9>*1.25)
// The cards stand close and low: the pan wall mirrors what is in front of it near the floor.
SoftCard(<-10, 9, -4.5>, <-2.2, 9, 1>, 7, 20, 1.1)
SoftCard(<3.5, 9, -8>, <-2.2, 9, 1>, 3.5, 20, 0.8)
Card(<0, 34, 8>, <0, 3, 0>, 30, 16, 0.9)
Card(<12, 30, -20>, <6, 5, 0>, 30, 8, 1.2)

#declare CopperMetal = texture {
  pigment { bozo scale <4, 0.5, 4> turbulence 0.3 color_map { [0 color srgb <216, 122, 82>/255] [1 color srgb <232, 146, 104>/255] } }
  finish { diffuse 0.4 specular 0.5 roughness 0.02 metallic reflection { 0.45, 0.75 metallic } }
}
#declare Tin = texture { pigment { Steel } normal { bumps 0.02 scale <1.5, 0.3, 1.5> } finish { Brushed } }
#declare BrassMetal = texture { pigment { Brass } finish { Polished } }

#declare Pan = union {
  difference {
    union {
      cylinder { 0.35*y, 6.4*y, 5.6 }
      cylinder { 0, 0.5*y, 5.25 }
      torus { 5.25, 0.35 translate 0.35*y }
      torus { 5.62, 0.16 translate 6.35*y }
    }
    cylinder { 0.5*y, 6.6*y, 5.4 texture { Tin } }
    texture { CopperMetal }
  }
  cylinder { 0.5*y, 0.55*y, 5.4 texture { Tin } }
  torus { 5.47, 0.12 translate 6.45*y texture { CopperMetal } }
}

#declare Rivet = sphere { 0, 0.3 scale <0.5, 1, 1> texture { BrassMetal } };

#declare Grip = union {
  union {
    object { Round_Box_Union(<-0.18, -1.15, -1.0>, <0.18, 1.15, 1.0>, 0.17) translate <5.7, 4.9, 0> }
    sphere_sweep {
      cubic_spline 8,
      <4.2, 4.6, 0>, 0.5, <5.7, 4.9, 0>, 0.52, <7.6, 5.6, 0>, 0.40, <10.5, 6.5, 0>, 0.42, <14, 7.1, 0>, 0.55, <16.4, 7.3, 0>, 0.66, <17.4, 7.35, 0>, 0.5, <18, 7.35, 0>, 0.5
      tolerance 0.0001
      scale <1, 1, 1.35>
      clipped_by { plane { -x, -5.6 } }
    }
    torus { 0.55, 0.17 rotate 90*x translate <18.3, 7.35, 0> }
    texture { BrassMetal }
  }
  object { Rivet translate <5.92, 5.6, -0.68> }
  object { Rivet translate <5.92, 5.6, 0.68> }
  object { Rivet translate <5.92, 4.15, 0> }
}

union {
  object { Pan }
  object { Grip }
  rotate 24*y
  translate <-2.2, 0, 1>
}
