#include "studio.inc"

Camera(<-7, 3, -36>, <0.2, -0.1, 0>, 27)
Room(<0.95, 1, 0.98>*0.6, <0.95, 1, 0.98>*0.5)
plane { -z, 0 translate 0*z texture { pigment { Plain(188, 220, 206) } } }
KeyLight(<-18, 24, -26>, 7, <1, 0.98, 0.94>*0.8)
Card(<-20, 16, -26>, <0, 0, 0>, 10, 10, 1.0)

#declare Black = texture { pigment { color srgb <30, 30, 34>/255 } finish { Satin } }
#declare Ink = texture { pigment { color srgb <34, 34, 38>/255 } finish { Matte } }

#macro Numeral(N)
  #local T = text { ttf "DejaVuSans-Bold.ttf" str(N, 1, 0) 0.02, 0 scale <1.15, 1.15, 1> };
  object { T translate -(min_extent(T) + max_extent(T))/2 translate <4.55*sin(radians(30*N)), 4.55*cos(radians(30*N)), -0.62> }
#end

#macro Hand(Length, Tail, Width, Depth)
  object { Round_Box_Union(<-Width/2, -Tail, -Depth - 0.06>, <Width/2, Length, -Depth>, 0.028) }
#end

union {
  cylinder { 0*z, -0.6*z, 6.6 texture { pigment { color srgb <250, 248, 242>/255 } finish { Matte } } }
  torus { 6.6, 0.55 rotate 90*x scale <1, 1, 1.6> translate -0.6*z texture { Black } }
  #for (N, 1, 12) object { Numeral(N) texture { Ink } } #end
  #for (M, 0, 59)
    #if (mod(M, 5) = 0)
      box { <-0.09, 5.45, -0.62>, <0.09, 5.95, -0.58> rotate -6*M*z texture { Ink } }
    #else
      box { <-0.03, 5.68, -0.62>, <0.03, 5.95, -0.58> rotate -6*M*z texture { Ink } }
    #end
  #end
  // ten past ten, seconds hand at 36
  object { Hand(3.1, 0.8, 0.34, 0.8) rotate -305*z texture { Ink } }
  object { Hand(4.9, 0.9, 0.24, 0.95) rotate -60*z texture { Ink } }
  union {
    object { Hand(5.2, 1.4, 0.09, 1.1) rotate -216*z }
    cylinder { -0.75*z, -1.22*z, 0.3 }
    texture { pigment { color srgb <214, 40, 34>/255 } finish { Satin } }
  }
}
