#include "studio.inc"

Camera(<-5, 13, -40>, <1.2, 5.4, 0>, 27)
Room(<1, 0.98, 0.97>*0.7, <1, 0.94, 0.95>*0.5)
Backdrop(pigment { Plain(206, 190, 214) }, 22, 10)
KeyLight(<-24, 34, -20>, 10, <1, 0.97, 0.93>*0.8)
Card(<-20, 14, -18>, <0, 5, 0>, 6, 26, 1.3)
Card(<24, 12, -10>, <0, 5, 0>, 4, 26, 1.2)

#declare Teal = texture { pigment { color srgb <12, 92, 92>/255 } finish { diffuse 0.75 specular 0.5 roughness 0.012 reflection { 0.03, 0.25 } } }
#declare Gold = texture { pigment { Brass } finish { Brushed } }

#declare Tin = union {
  cylinder { 0.15*y, 9*y, 4.2 texture { Teal } }
  torus { 4.15, 0.15 translate 0.15*y texture { Gold } }
  object { Round_Cylinder_Union(8.3*y, 10.6*y, 4.4, 0.25) texture { Teal } }
  torus { 4.4, 0.12 translate 8.4*y texture { Gold } }
  torus { 3.3, 0.08 translate 10.6*y texture { Gold } }
  cylinder { 10.5*y, 11.1*y, 0.35 texture { Gold } }
  sphere { 11.35*y, 0.6 texture { Gold } }
}

#declare Scoop = union {
  difference {
    sphere { 0, 1.5 }
    sphere { 0, 1.36 }
    box { <-2, 0.35, -2>, <2, 2, 2> }
    scale <1.15, 0.8, 0.95>
  }
  sphere_sweep {
    cubic_spline 6,
    <0.6, 0.0, 0>, 0.22, <1.5, 0.05, 0>, 0.22, <2.6, 0.3, 0>, 0.2, <4.2, 0.45, 0>, 0.24, <5.4, 0.4, 0>, 0.28, <6, 0.4, 0>, 0.28
    tolerance 0.001
  }
  texture {
    pigment { wood turbulence 0.1 scale 0.4 rotate 84*y color_map { [0 color srgb <196, 142, 86>/255] [0.7 color srgb <170, 114, 62>/255] [1 color srgb <196, 142, 86>/255] } }
    finish { Satin }
  }
  translate 1.2*y
}

// One dry curl of tea
#macro Curl(S)
  sphere_sweep {
    cubic_spline 5,
    <-0.3, 0, 0>, 0.03, <-0.18, 0.02, 0.04*S>, 0.05, <0, 0.05, -0.06*S>, 0.06, <0.18, 0.0, 0.05>, 0.045, <0.3, 0.02, 0>, 0.03
    tolerance 0.01
  }
#end

#declare Seed = seed(41);
#macro LeafPile(Count, Spread, Base, Heap)
  union {
    #for (I, 1, Count)
      #local R = Spread*pow(rand(Seed), 0.7);
      #local A = 360*rand(Seed);
      object {
        Curl(rand(Seed)*2 - 1)
        rotate <rand(Seed)*40 - 20, rand(Seed)*360, rand(Seed)*30 - 15>
        translate <R, Base + Heap*(1 - R/Spread)*rand(Seed), 0>
        rotate A*y
        pigment { color srgb <66, 46, 34>/255*(0.5 + 0.8*rand(Seed)) } finish { Matte }
      }
    #end
  }
#end

object { Tin }
object { LabelOnCylinder(4.23, 1.1, 7.9, 104, "tea-label.png") rotate -8*y }
union {
  object { Scoop }
  LeafPile(90, 1.15, 1.1, 0.6)
  rotate -34*y
  translate <2.6, 0, -7.6>
}
object { LeafPile(70, 1.5, 0.06, 0.1) scale <1.2, 1, 0.8> translate <0.4, 0, -8.6> }
