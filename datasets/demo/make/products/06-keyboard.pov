#include "studio.inc"

Camera(<-4, 20, -25>, <0.0, 0.3, 0.1>, 31)
Room(<0.95, 0.98, 1>*0.62, <0.95, 0.97, 1>*0.45)
Backdrop(pigment { Plain(176, 196, 208) }, 60, 20)
KeyLight(<-24, 30, 14>, 10, <1, 0.97, 0.93>*0.85)
Card(<-10, 24, 24>, <0, 0, 0>, 24, 12, 1.0)

#declare Cream = texture { pigment { color srgb <238, 232, 218>/255 } finish { Satin } }
#declare Slate = texture { pigment { color srgb <96, 108, 124>/255 } finish { Satin } }
#declare Orange = texture { pigment { color srgb <238, 104, 38>/255 } finish { Satin } }
#declare Ink = texture { pigment { color srgb <58, 60, 66>/255 } finish { Matte } }
#declare PaleInk = texture { pigment { color srgb <236, 236, 232>/255 } finish { Matte } }
#declare Aluminium = texture { pigment { color srgb <70, 74, 80>/255 } finish { diffuse 0.7 specular 0.4 roughness 0.04 metallic reflection 0.06 } }

// A point on a rounded rectangle, walked corner by corner.
#macro RimPoint(I, HalfX, HalfZ, Radius, Height)
  #local Corner = floor(I / 7);
  #local A = radians(90*Corner + 90*mod(I, 7)/6);
  #local Sx = select(abs(Corner - 1.5) - 1, -1, 1); // corners 0 and 3 lie on +x
  #local Sz = (Corner < 2 ? 1 : -1);
  <Sx*(HalfX - Radius) + Radius*cos(A), Height, Sz*(HalfZ - Radius) + Radius*sin(A)>
#end

#macro Keycap(Units)
  #local W = Units/2;
  // inset, height pairs from skirt to top
  #local Profile = array[7] { <0.03, 0>, <0.11, 0.40>, <0.125, 0.52>, <0.14, 0.57>, <0.165, 0.61>, <0.20, 0.63>, <0.30, 0.615> };
  mesh {
    #for (Ring, 0, 5)
      #for (I, 0, 27)
        #local J = mod(I + 1, 28);
        #local P = Profile[Ring];
        #local Q = Profile[Ring + 1];
        #local A = RimPoint(I, W - P.x, 0.5 - P.x, 0.13, P.y);
        #local B = RimPoint(J, W - P.x, 0.5 - P.x, 0.13, P.y);
        #local C = RimPoint(I, W - Q.x, 0.5 - Q.x, 0.13, Q.y);
        #local D = RimPoint(J, W - Q.x, 0.5 - Q.x, 0.13, Q.y);
        triangle { A, B, C } triangle { B, D, C }
      #end
    #end
    #for (I, 0, 27)
      #local J = mod(I + 1, 28);
      triangle { RimPoint(I, W - 0.3, 0.2, 0.13, 0.615), RimPoint(J, W - 0.3, 0.2, 0.13, 0.615), 0.6*y }
    #end
  }
#end

#macro Legend(Words, Size)
  #local T = text { ttf "DejaVuSans-Bold.ttf" Words 0.03, 0 rotate 90*x scale Size };
  object { T translate <-(min_extent(T).x + max_extent(T).x)/2, 0, -(min_extent(T).z + max_extent(T).z)/2> translate 0.635*y }
#end

// Rows of "legend", width in key units, colour (0 cream, 1 slate, 2 orange)
#macro Row(Z, Lift, Tilt, Words, Widths, Colours)
  #local X = -7.5;
  #for (I, 0, dimension_size(Words, 1) - 1)
    #local W = Widths[I];
    union {
      object { Keycap(W) #switch (Colours[I]) #case (1) texture { Slate } #break #case (2) texture { Orange } #break #else texture { Cream } #end }
      #if (strlen(Words[I]) > 0)
        object { Legend(Words[I], (strlen(Words[I]) > 1 ? 0.21 : 0.36)) #if (Colours[I] = 0) texture { Ink } #else texture { PaleInk } #end }
      #end
      rotate Tilt*x
      translate <X + W/2, Lift, Z>
    }
    #local X = X + W;
  #end
#end

union {
  object { Round_Box_Union(<-7.95, 0, -2.95>, <7.95, 0.75, 2.95>, 0.28) texture { Aluminium } }
  box { <-7.6, 0.7, -2.6>, <7.6, 0.77, 2.6> pigment { color rgb 0.015 } finish { Matte } }
  Row(2, 0.72, 7,
    array[14] { "Esc", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-", "=", "Back" },
    array[14] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2 },
    array[14] { 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 })
  Row(1, 0.68, 4,
    array[14] { "Tab", "Q", "W", "E", "R", "T", "Y", "U", "I", "O", "P", "[", "]", "\\" },
    array[14] { 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.5 },
    array[14] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 })
  Row(0, 0.66, 0,
    array[13] { "Caps", "A", "S", "D", "F", "G", "H", "J", "K", "L", ";", "'", "Enter" },
    array[13] { 1.75, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.25 },
    array[13] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 })
  Row(-1, 0.66, -4,
    array[12] { "Shift", "Z", "X", "C", "V", "B", "N", "M", ",", ".", "/", "Shift" },
    array[12] { 2.25, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.75 },
    array[12] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 })
  Row(-2, 0.66, -5,
    array[8] { "Ctrl", "Win", "Alt", "", "Alt", "Fn", "Menu", "Ctrl" },
    array[8] { 1.25, 1.25, 1.25, 6.25, 1.25, 1.25, 1.25, 1.25 },
    array[8] { 1, 1, 1, 0, 1, 1, 1, 1 })
  rotate -4*x
  translate 0.25*y
  rotate -9*y
}
sphere_sweep {
  cubic_spline 6,
  <0, 0.5, 2>, 0.16, <0.5, 0.45, 2.9>, 0.16, <0.2, 0.2, 5>, 0.16, <2, 0.16, 7.5>, 0.16, <1.5, 0.16, 12>, 0.16, <4, 0.16, 18>, 0.16
  tolerance 0.001
  texture { Orange }
}
