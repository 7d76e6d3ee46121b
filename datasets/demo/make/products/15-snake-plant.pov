#include "studio.inc"

Camera(<0, 14, -46>, <0, 9.1, 0>, 25)
Room(<0.95, 0.98, 1>*0.75, <1, 0.98, 0.95>*0.5)
Backdrop(pigment { Plain(206, 222, 236) }, 22, 10)
KeyLight(<-26, 32, -18>, 9, <1, 0.97, 0.9>*0.8)
Card(<-20, 14, -18>, <0, 5, 0>, 8, 20, 1.0)

#declare Terracotta = texture {
  pigment { bozo scale <2.2, 0.5, 2.2> turbulence 0.4 color_map { [0 color srgb <188, 98, 62>/255] [1 color srgb <210, 122, 82>/255] } }
  normal { granite 0.06 scale 1.5 }
  finish { Matte }
}

#declare Green = texture {
  pigment {
    gradient y turbulence <0.28, 0.12, 0.1> octaves 4 scale <1, 0.95, 1>
    color_map { [0 color srgb <38, 84, 50>/255] [0.4 color srgb <48, 98, 58>/255] [0.55 color srgb <120, 156, 104>/255] [0.7 color srgb <56, 106, 64>/255] [1 color srgb <38, 84, 50>/255] }
  }
  finish { diffuse 0.8 specular 0.25 roughness 0.04 }
}
#declare Yellow = texture { pigment { color srgb <216, 204, 96>/255 } finish { diffuse 0.8 specular 0.2 roughness 0.04 } }

// A blade that folds along its middle, bows backwards and twists; Inset leaves room for the yellow rim.
#macro LeafPoint(U, V, Tall, Wide, Bow, Twist, Inset)
  #local Half = Wide*(0.5 + 0.62*sin(radians(20 + 125*U)))*(1 - pow(U, 7))*Inset;
  #local X = (2*V - 1)*Half;
  #local Z = 0.30*X*X/Wide;
  #local A = radians(Twist*U);
  <X*cos(A) + Z*sin(A) , Tall*U, Z*cos(A) - X*sin(A) + Bow*U*U>
#end

#macro LeafSheet(Tall, Wide, Bow, Twist, Inset)
  mesh {
    #for (I, 0, 23)
      #for (J, 0, 5)
        #local A = LeafPoint(I/24, J/6, Tall, Wide, Bow, Twist, Inset);
        #local B = LeafPoint((I + 1)/24, J/6, Tall, Wide, Bow, Twist, Inset);
        #local C = LeafPoint(I/24, (J + 1)/6, Tall, Wide, Bow, Twist, Inset);
        #local D = LeafPoint((I + 1)/24, (J + 1)/6, Tall, Wide, Bow, Twist, Inset);
        triangle { A, B, C } triangle { B, D, C }
      #end
    #end
  }
#end

#macro Leaf(Tall, Wide, Bow, Twist)
  union {
    object { LeafSheet(Tall, Wide, Bow, Twist, 1) texture { Yellow } }
    #for (S, -1, 1, 2)
      object { LeafSheet(Tall, Wide, Bow, Twist, 0.8) translate 0.05*S*z texture { Green translate Tall*x } }
    #end
  }
#end

#declare Pot = union {
  difference {
    union {
      cone { 0.6*y, 2.8, 5.4*y, 3.75 }
      object { Round_Cylinder_Union(4.7*y, 6.3*y, 4.15, 0.18) }
    }
    cylinder { 5.5*y, 6.5*y, 3.7 }
  }
  difference {
    cone { 0, 3.5, 0.9*y, 4.0 }
    cone { 0.35*y, 3.3, 0.95*y, 3.8 }
  }
  texture { Terracotta }
}

object { Pot }
cylinder { 5.4*y, 5.75*y, 3.75 texture { pigment { granite scale 0.6 color_map { [0 color srgb <44, 30, 22>/255] [1 color srgb <84, 62, 46>/255] } } normal { granite 0.8 scale 0.5 } finish { Matte } } }

#declare Leaves = array[9][7] {
  // x, z, height, width, bow, twist, turn
  { 0.2, 0.6, 12.5, 1.35, 0.8, 20, 10 }, { -1.2, 0.6, 11.2, 1.3, 1.6, -25, 55 }, { 1.4, 0.5, 10.0, 1.25, 2.4, 25, -60 },
  { -0.6, -0.6, 9.0, 1.3, -0.9, 15, 25 }, { 0.9, -0.7, 7.6, 1.2, -1.5, -20, -30 }, { -1.8, -0.2, 7.6, 1.1, 3.2, 20, 85 },
  { 2.0, -0.3, 6.6, 1.1, 3.0, 10, -85 }, { -1.2, -1.5, 5.4, 1.05, -1.9, 10, 35 }, { 0.3, -1.8, 4.2, 0.9, -1.4, -15, -10 }
}
#for (I, 0, 8)
  object { Leaf(Leaves[I][2], Leaves[I][3], Leaves[I][4], Leaves[I][5]) rotate Leaves[I][6]*0.4*y rotate -9*Leaves[I][0]*z translate <Leaves[I][0], 5.6, Leaves[I][1]> }
#end
