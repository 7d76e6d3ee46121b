#include "studio.inc"

Camera(<-10, 13, -44>, <0.0, 3.1, 0>, 34)
Room(<1, 0.98, 0.95>*0.75, <1, 0.97, 0.93>*0.5)
Backdrop(pigment { Plain(250, 244, 232) }, 40, 18)
KeyLight(<-20, 38, -26>, 11, <1, 0.97, 0.92>*0.8)
Card(<-22, 26, -20>, <0, 4, 0>, 14, 14, 1.2)

#macro Paint(R, G, B) texture { pigment { color srgb <R, G, B>/255 } finish { Satin } } #end
#declare Beech = texture {
  pigment { wood turbulence 0.07 scale 0.9 rotate 86*y translate <0, 0.6, 0.4> color_map { [0 color srgb <232, 198, 148>/255] [0.7 color srgb <218, 176, 120>/255] [1 color srgb <232, 198, 148>/255] } }
  finish { diffuse 0.85 specular 0.15 roughness 0.04 }
}
#declare Red = Paint(206, 46, 38)
#declare Blue = Paint(44, 106, 178)
#declare Yellow = Paint(244, 190, 46)
#declare Green = Paint(66, 148, 86)
#declare Dark = Paint(52, 50, 54)

#macro Wheel(Radius, Tint)
  union {
    object { Round_Cylinder_Union(<0, 0, -0.35>, <0, 0, 0.35>, Radius, 0.14) texture { Tint } }
    object { Round_Cylinder_Union(<0, 0, -0.48>, <0, 0, 0.48>, Radius*0.35, 0.08) texture { Beech } }
  }
#end

#macro Chassis(Length)
  object { Round_Box_Union(<-Length/2, 1.0, -1.7>, <Length/2, 1.9, 1.7>, 0.18) texture { Beech } }
#end

#macro WheelPair(X, Radius, Tint)
  object { Wheel(Radius, Tint) translate <X, Radius, -2.15> }
  object { Wheel(Radius, Tint) translate <X, Radius, 2.15> }
  cylinder { <X, Radius, -2.2>, <X, Radius, 2.2>, 0.22 texture { Beech } }
#end

#declare Coupling = union {
  cylinder { <-0.9, 1.35, 0>, <0.9, 1.35, 0>, 0.18 texture { Dark } }
}

// Engine facing -x
#declare Engine = union {
  Chassis(9)
  WheelPair(-2.9, 1.15, Dark)
  WheelPair(-0.2, 1.15, Dark)
  WheelPair(2.8, 1.45, Dark)
  object { Round_Cylinder_Union(<-4.1, 3.55, 0>, <1.4, 3.55, 0>, 1.7, 0.2) texture { Red } }
  object { Round_Cylinder_Union(<-4.5, 3.55, 0>, <-4.0, 3.55, 0>, 1.35, 0.15) texture { Yellow } }
  sphere { <-4.5, 3.55, 0>, 0.4 texture { Beech } }
  cylinder { <-1.85, 3.55, 0>, <-1.55, 3.55, 0>, 1.74 texture { Yellow } }
  union {
    object { Round_Cylinder_Union(<-2.9, 4.8, 0>, <-2.9, 6.3, 0>, 0.6, 0.1) }
    object { Round_Cylinder_Union(<-2.9, 6.2, 0>, <-2.9, 7.0, 0>, 0.9, 0.2) }
    texture { Dark }
  }
  sphere { <-0.6, 5.1, 0>, 0.75 texture { Yellow } }
  difference {
    object { Round_Box_Union(<1.2, 1.8, -1.75>, <4.4, 6.6, 1.75>, 0.15) texture { Blue } }
    object { Round_Box_Union(<1.9, 4.2, -3>, <3.7, 5.9, 3>, 0.2) texture { Beech } }
  }
  object { Round_Box_Union(<0.8, 6.5, -2.15>, <4.8, 7.1, 2.15>, 0.25) texture { Red } }
}

#declare Block = object { Round_Box_Union(<-0.85, 0, -0.85>, <0.85, 1.7, 0.85>, 0.14) };

#declare BlockWagon = union {
  Chassis(6.4)
  WheelPair(-1.9, 1.15, Red)
  WheelPair(1.9, 1.15, Red)
  object { Block translate <-1.9, 1.9, 0> texture { Yellow } }
  object { Block translate <0, 1.9, 0> texture { Green } }
  object { Block translate <1.9, 1.9, 0> texture { Blue } }
  object { Block rotate 14*y translate <-0.8, 3.6, 0> texture { Red } }
}

#declare LogWagon = union {
  Chassis(6.4)
  WheelPair(-1.9, 1.15, Blue)
  WheelPair(1.9, 1.15, Blue)
  #for (S, -1, 1, 2)
    #for (T, -1, 1, 2)
      object { Round_Cylinder_Union(<2.2*S, 1.8, 1.45*T>, <2.2*S, 3.7, 1.45*T>, 0.18, 0.08) texture { Green } }
    #end
  #end
  #for (I, -1, 1) object { Round_Cylinder_Union(<-2.9, 2.3, I*0.88>, <2.9, 2.3, I*0.88>, 0.42, 0.06) texture { Beech } } #end
  #for (I, -1, 1, 2) object { Round_Cylinder_Union(<-2.8, 3.05, I*0.44>, <2.8, 3.05, I*0.44>, 0.42, 0.06) texture { Beech } } #end
}

union {
  object { Engine translate -7.6*x }
  object { Coupling translate -2.6*x }
  object { BlockWagon translate 1.5*x }
  object { Coupling translate 5.3*x }
  object { LogWagon translate 9.1*x }
  rotate 16*y
}
