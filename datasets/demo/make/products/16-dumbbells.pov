#include "studio.inc"

Camera(<-9, 14, -30>, <0.4, 1.7, 0>, 35)
Room(<0.95, 0.98, 1>*0.6, <0.95, 0.97, 1>*0.4)
Backdrop(pigment { Plain(244, 204, 92) }, 40, 16)
KeyLight(<-24, 34, -10>, 9, <1, 0.98, 0.95>*0.95)
Card(<-24, 16, -16>, <0, 2, 0>, 12, 14, 1.3)
Card(<14, 26, 10>, <0, 2, 0>, 16, 10, 1.3)

#declare Rubber = texture {
  pigment { color srgb <44, 45, 48>/255 }
  normal { granite 0.08 scale 0.4 }
  finish { diffuse 0.85 specular 0.3 roughness 0.06 reflection { 0, 0.05 } }
}
#declare Chrome = texture { pigment { Steel } finish { Polished } }
#declare Knurled = texture {
  pigment { Steel }
  normal { average normal_map {
    [1 gradient x 1.2 sine_wave scale 0.12 rotate 40*y]
    [1 gradient x 1.2 sine_wave scale 0.12 rotate -40*y] } }
  finish { Brushed }
}

#macro HexHead(Inner, Outer, Radius)
  intersection {
    #for (I, 0, 5)
      plane { y, Radius rotate 60*I*x }
    #end
    // softened edges between the flats and the end faces
    #for (I, 0, 5)
      plane { <0.75, 1, 0>, 0 translate <Outer, Radius - 0.45, 0> rotate 60*I*x }
      plane { <-0.75, 1, 0>, 0 translate <Inner, Radius - 0.45, 0> rotate 60*I*x }
      plane { y, Radius*1.1 rotate (60*I + 30)*x }
    #end
    plane { x, Outer }
    plane { -x, -Inner }
  }
#end

#declare Words = text { ttf "DejaVuSans-Bold.ttf" "10" 0.08, 0.03*x };
#declare Unit = text { ttf "DejaVuSans-Bold.ttf" "KG" 0.08, 0.05*x };
#declare Weight = union {
  object { Words translate -(min_extent(Words) + max_extent(Words))/2 scale <1.5, 1.5, 1> translate 0.28*y }
  object { Unit translate -(min_extent(Unit) + max_extent(Unit))/2 scale <0.7, 0.7, 1> translate -0.85*y }
  texture { pigment { color srgb <240, 240, 238>/255 } finish { Matte } }
}

#declare Dumbbell = union {
  #for (S, -1, 1, 2)
    union {
      object { HexHead(2.6, 5.6, 2.1) texture { Rubber } }
      cylinder { 2.2*x, 2.7*x, 0.95 texture { Chrome } }
      torus { 1.62, 0.07 rotate 90*z translate 5.6*x texture { pigment { color srgb <240, 240, 238>/255 } finish { Matte } } }
      #if (S = 1)
        object { Weight rotate -90*y translate 5.62*x }
      #else
        object { Weight scale <-1, 1, 1> rotate -90*y translate 5.62*x }
      #end
      scale <S, 1, 1>
    }
  #end
  cylinder { -2.4*x, 2.4*x, 0.56 texture { Chrome } }
  cylinder { -1.9*x, 1.9*x, 0.62 texture { Knurled } }
  sphere { 0, 1 scale <1.9, 0.72, 0.72> texture { Knurled } }
  translate 2.1*y
}

object { Dumbbell rotate -38*y translate <-2.0, 0, 3.2> }
object { Dumbbell rotate 32*y translate <1.4, 0, -3.4> }
