#include "studio.inc"

Camera(<-13, 13, -44>, <0.3, 8.5, 0>, 23)
Room(<1, 0.98, 0.94>*0.7, <1, 0.95, 0.9>*0.5)
Backdrop(pigment { Plain(250, 226, 184) }, 26, 12)
KeyLight(<-28, 34, -22>, 10, <1, 0.98, 0.95>*0.75)
Card(<-26, 18, -18>, <0, 8, 0>, 8, 26, 1.4)
Card(<24, 14, -20>, <0, 8, 0>, 5, 22, 1.0)

#declare Mint = texture { pigment { color srgb <116, 190, 172>/255 } finish { diffuse 0.8 specular 0.5 roughness 0.015 reflection { 0.02, 0.18 } } }
#declare Chrome = texture { pigment { Steel } finish { Polished } }

// The head faces -z, centred on the origin.
#declare Guard = union {
  #for (I, 0, 35)
    sphere_sweep {
      cubic_spline 7,
      <0, 0.6, -1.7>, 0.065, <0, 1.0, -1.75>, 0.065, <0, 2.6, -1.7>, 0.065, <0, 4.2, -1.3>, 0.065, <0, 5.1, -0.6>, 0.065, <0, 5.3, 0>, 0.065, <0, 5.3, 0.6>, 0.065
      tolerance 0.001
      rotate 10*I*z
    }
  #end
  #for (I, 0, 23)
    sphere_sweep {
      cubic_spline 6,
      <0, 5.3, -0.5>, 0.06, <0, 5.3, 0>, 0.06, <0, 4.9, 0.9>, 0.06, <0, 3.2, 1.6>, 0.06, <0, 1.0, 1.8>, 0.06, <0, 0.2, 1.8>, 0.06
      tolerance 0.001
      rotate 15*I*z
    }
  #end
  torus { 5.3, 0.2 rotate 90*x }
  torus { 4.25, 0.07 rotate 90*x translate -1.28*z }
  torus { 2.6, 0.07 rotate 90*x translate -1.7*z }
  texture { Chrome }
}

#declare Blade = mesh {
  #local N = 16;
  #macro BladePoint(U, V)
    #local R = 0.7 + 3.9*U;
    #local Width = 0.55 + 0.75*sin(radians(150*U + 10));
    #local A = (V - 0.5)*Width*1.25 + 0.35*U;
    <R*sin(A), R*cos(A), (V - 0.5)*(1.5 - 0.4*U)>
  #end
  #for (I, 0, N - 1)
    #for (J, 0, 7)
      #local A = BladePoint(I/N, J/8); #local B = BladePoint((I + 1)/N, J/8);
      #local C = BladePoint(I/N, (J + 1)/8); #local D = BladePoint((I + 1)/N, (J + 1)/8);
      triangle { A, B, C } triangle { B, D, C }
    #end
  #end
}

#declare Head = union {
  object { Guard }
  #for (I, 0, 3) object { Blade rotate (90*I + 20)*z texture { Mint } } #end
  cylinder { -0.9*z, 0.9*z, 0.85 texture { Mint } }
  cylinder { -1.95*z, -1.6*z, 1.05 texture { Mint } }
  torus { 1.05, 0.1 rotate 90*x translate -1.85*z texture { Chrome } }
  sphere { 0, 1 scale <0.85, 0.85, 0.22> translate -1.95*z texture { Chrome } }
  union {
    sphere { 0, 1 scale <1.75, 1.75, 2.6> translate 3.4*z }
    cylinder { 1.2*z, 3.4*z, 1.75 }
    texture { Mint }
  }
  torus { 1.77, 0.09 rotate 90*x translate 3.2*z texture { Chrome } }
}

#declare Stand = union {
  sor { 8, <4.0, -0.4>, <4.1, 0.15>, <4.0, 0.6>, <3.2, 1.05>, <1.6, 1.5>, <0.85, 2.4>, <0.7, 4.0>, <0.7, 5> }
  cylinder { 2.4*y, 7.4*y, 0.7 }
  cylinder { <-0.8, 7.6, 0>, <0.8, 7.6, 0>, 0.95 }
  texture { Mint }
}

union {
  object { Stand translate 2.6*z }
  torus { 4.08, 0.14 translate <0, 0.2, 2.6> texture { Chrome } }
  cylinder { <-0.95, 7.6, 2.6>, <0.95, 7.6, 2.6>, 0.5 texture { Chrome } }
  cylinder { <0, 7.6, 2.6>, <0, 10, 2.6>, 0.7 texture { Mint } }
  #for (I, -1, 1)
    cylinder { <I*0.85, 0.8, 0>, <I*0.85, 1.5, -0.1>, 0.3 texture { #if (I = -1) pigment { color srgb <220, 66, 48>/255 } finish { Satin } #else pigment { color srgb <246, 240, 226>/255 } finish { Satin } #end } translate <0, 0, -0.2 + 0.18*abs(I)> }
  #end
  object { Head rotate 4*x translate <0, 11.2, -0.2> }
  rotate -8*y
}
