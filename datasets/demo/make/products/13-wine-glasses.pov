#declare Flat = 0.3;
#declare AreaSteps = 3;
#include "studio.inc"

Camera(<0, 14, -48>, <0.2, 8.6, 0>, 25)
Room(<1, 1, 1>*0.75, <1, 1, 1>*0.55)
Backdrop(pigment { gradient y scale 34 color_map { [0 Plain(228, 229, 232)] [0.3 Plain(206, 209, 214)] [1 Plain(150, 155, 164)] } }, 18, 8)
KeyLight(<-24, 34, -16>, 6, <1, 0.99, 0.96>*0.85)
Card(<-22, 12, -12>, <0, 10, 0>, 5, 24, 1.5)
Card(<24, 12, -8>, <0, 10, 0>, 3, 24, 1.3)

#declare Thin = texture {
  pigment { color rgbt <0.96, 0.975, 0.98, 0.94> }
  finish { ambient 0 diffuse 0 specular 0.9 roughness 0.003 reflection { 0.03, 0.9 fresnel on } }
}

// Two half ellipsoids meet at the widest point; a hair of overlap lets the merge drop the seam.
#macro Bowl(Radius, Low, High)
  merge {
    intersection { sphere { 0, 1 scale <Radius, Low, Radius> } plane { y, 0.01 } }
    intersection { sphere { 0, 1 scale <Radius, High, Radius> } plane { -y, 0 } }
    translate 12.4*y
  }
#end

#declare Inner = object { Bowl(3.48, 4.0, 7.4) };

#declare Glass = merge {
  difference { object { Bowl(3.6, 4.25, 7.52) } object { Inner } plane { -y, -17.4 } }
  sor { 9, <2.9, 0.0>, <3.1, 0.1>, <2.9, 0.22>, <1.2, 0.55>, <0.42, 1.3>, <0.3, 3.2>, <0.3, 6.4>, <0.55, 8.01>, <0.8, 9> }
  texture { Thin }
  interior { ior 1.35 }
}

#macro Wine(Level, Tint)
  intersection {
    object { Inner scale <0.995, 1, 0.995> }
    plane { y, Level }
    texture { pigment { color Tint } finish { ambient 0.1 diffuse 0.15 specular 0.4 roughness 0.004 reflection 0.03 } }
    interior { ior 1.05 }
  }
#end

union { object { Glass } Wine(12.4, rgbf <0.50, 0.015, 0.06, 0.75>) translate <-4.2, 0.02, 1.5> }
union { object { Glass } Wine(12.0, rgbf <0.98, 0.90, 0.50, 0.85>) translate <4.0, 0.02, -1.5> }
