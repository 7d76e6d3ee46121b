#include "studio.inc"

Camera(<-15, 14, -40>, <0, 6.9, 0>, 26)
Room(<1, 0.97, 0.98>*0.75, <1, 0.88, 0.9>*0.5)
Backdrop(pigment { Plain(244, 190, 196) }, 30, 14)
KeyLight(<-8, 38, -30>, 12, <1, 0.97, 0.94>*0.75)
Card(<-26, 18, -14>, <0, 6, 0>, 14, 14, 1.4)
Card(<26, 14, -10>, <0, 6, 0>, 5, 22, 1.2)

#declare Shell = texture { pigment { color srgb <240, 232, 218>/255 } finish { Satin } }
#declare Leather = texture {
  pigment { color srgb <150, 92, 56>/255 }
  normal { bumps 0.25 scale 0.12 }
  finish { diffuse 0.8 specular 0.15 roughness 0.06 }
}
#declare Metal = texture { pigment { Steel } finish { Brushed } }

#macro Arc(Radius, From, To, Thick, Widen, Lift)
  #local N = 14;
  sphere_sweep {
    cubic_spline N + 3
    #for (I, -1, N + 1)
      #local A = radians(From + (To - From) * I / N);
      , <Radius*cos(A), Radius*sin(A)*1.05, 0>, Thick
    #end
    tolerance 0.0001
    scale <1, 1, Widen>
    translate Lift*y
  }
#end

#declare Band = union {
  object { Arc(6.6, 12, 168, 0.3, 4.2, 6.6) texture { Shell } }
  object { Arc(6.15, 32, 148, 0.42, 2.7, 6.6) texture { Leather } }
}

// One ear cup with its opening facing +x.
#declare EarCup = union {
  union {
    cylinder { -0.9*x, 0.1*x, 2.75 }
    torus { 2.45, 0.3 rotate 90*z translate -0.9*x }
    cylinder { -1.2*x, 0, 2.45 }
    texture { Shell }
  }
  union {
    torus { 1.75, 0.1 rotate 90*z translate -1.2*x }
    cylinder { -1.24*x, -1.1*x, 1.2 }
    texture { Metal }
  }
  torus { 1.9, 0.82 rotate 90*z scale <0.9, 1, 1> translate 0.7*x texture { Leather } }
  cylinder { 0, 0.45*x, 2.0 texture { pigment { color srgb <46, 40, 38>/255 } normal { bumps 0.5 scale 0.06 } finish { Matte } } }
  scale <1, 1.15, 0.95>
}

#declare Yoke = union {
  intersection {
    torus { 2.95, 0.2 rotate 90*z scale <1, 1.15, 0.95> }
    plane { -y, 0 }
    translate -0.45*x
  }
  cylinder { <-0.45, 0, -2.95>, <-0.45, 0, 2.95>, 0.22 }
  cylinder { <-0.45, 3.3, 0>, <0.1, 5.0, 0>, 0.32 }
  sphere { <-0.45, 3.35, 0>, 0.42 }
  texture { Metal }
}

#declare Side = union {
  object { EarCup }
  object { Yoke }
  rotate -6*z
  translate <-6.5, 3.35, 0>
}

union {
  object { Band }
  object { Side }
  object { Side scale <-1, 1, 1> }
  rotate -28*y
}
