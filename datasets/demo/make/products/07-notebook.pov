#include "studio.inc"

Camera(<-3, 28, -23>, <0.1, 0.3, -0.6>, 34)
Room(<1, 0.98, 0.92>*0.6, <0.9, 0.95, 0.9>*0.4)
Backdrop(pigment { Plain(52, 86, 70) }, 60, 20)
KeyLight(<-26, 26, 10>, 7, <1, 0.93, 0.82>*1.15)
Card(<-14, 26, 22>, <0, 0, 0>, 18, 12, 1.0)

#declare Tan = texture {
  pigment {
    bozo scale 2.5 turbulence 0.7
    color_map { [0 color srgb <158, 98, 52>/255] [1 color srgb <184, 118, 66>/255] }
  }
  normal { average normal_map { [1 crackle 0.5 scale 0.16] [1 granite 0.18 scale 2] } }
  finish { diffuse 0.85 specular 0.25 roughness 0.05 }
}
#declare Paper = texture {
  pigment { gradient y scale 0.07 color_map { [0 color srgb <246, 238, 218>/255] [0.7 color srgb <240, 230, 206>/255] [1 color srgb <186, 172, 144>/255] } }
  finish { Matte }
}
#declare Black = texture { pigment { color srgb <26, 26, 28>/255 } normal { gradient z 0.5 scale 0.09 } finish { Matte } }

#declare Stitch = object { Round_Cylinder_Union(<0, 0, -0.14>, <0, 0, 0.14>, 0.045, 0.04) texture { pigment { color srgb <236, 208, 160>/255 } finish { Matte } } }

#declare Book = union {
  difference {
    union {
      object { Round_Box_Union(<-4.6, 0, -6.6>, <4.6, 0.22, 6.6>, 0.1) }
      object { Round_Box_Union(<-4.6, 1.28, -6.6>, <4.6, 1.5, 6.6>, 0.1) }
      object { Round_Box_Union(<-4.72, 0, -6.6>, <-4.3, 1.5, 6.6>, 0.2) }
    }
    // blind-stamped monogram
    union {
      text { ttf "DejaVuSerif-Bold.ttf" "NOTES" 0.2, 0.08*x rotate 90*x scale <0.85, 1, 0.85> translate <-2.15, 1.55, -5.6> }
    }
    texture { Tan }
  }
  box { <-4.4, 0.2, -6.4>, <4.4, 1.3, 6.4> texture { Paper } }
  #for (I, 0, 26)
    object { Stitch translate <-4.1, 1.5, -6.2 + I*0.477> }
  #end
  union {
    box { <3.1, 1.5, -6.64>, <3.62, 1.545, 6.64> }
    box { <3.1, -0.02, -6.66>, <3.62, 1.545, -6.6> }
    texture { Black }
  }
  mesh {
    #local P = spline { cubic_spline -0.5, <0, 1.0, -5> 0, <0, 0.75, -6.4> 0.35, <0.05, 0.45, -7.2> 0.7, <0.15, 0.04, -8.0> 1, <0.45, 0.05, -9.0> 1.4, <0.7, 0.05, -10> };
    #for (I, 0, 19)
      #local A = P(I/20); #local B = P((I + 1)/20);
      triangle { <A.x, A.y, A.z>, <A.x + 0.4, A.y, A.z>, <B.x, B.y, B.z> }
      triangle { <A.x + 0.4, A.y, A.z>, <B.x + 0.4, B.y, B.z>, <B.x, B.y, B.z> }
    #end
    translate -0.8*x
    texture { pigment { color srgb <176, 30, 38>/255 } finish { Satin } }
  }
}

#declare Pencil = union {
  intersection {
    prism { linear_spline 0, 11.4, 7, #for (I, 0, 6) <0.33*cos(radians(60*I)), 0.33*sin(radians(60*I))> #if (I < 6) , #end #end
      texture { pigment { color srgb <236, 178, 40>/255 } finish { Satin } } }
    cone { 11.3*y, 0, -3.6*y, 3.3
      texture { pigment { gradient y scale 2 translate 9.3*y color_map { [0.74 color srgb <226, 186, 130>/255] [0.76 color rgb 0.03] } } finish { Matte } } }
  }
  cylinder { -0.75*y, 0.02*y, 0.335 texture { pigment { Steel } normal { gradient y 0.8 scale 0.15 } finish { Brushed } } }
  union { cylinder { -1.35*y, -0.75*y, 0.3 } sphere { -1.35*y, 0.3 scale <1, 1, 1> } texture { pigment { color srgb <226, 128, 132>/255 } finish { Matte } } }
}

union {
  object { Book }
  rotate -16*y
  translate <-1.4, 0, 0.2>
}
object { Pencil rotate 30*y rotate 90*x translate <0, 0.29, -5.4> rotate -2*y translate <6.3, 0, 0> }
