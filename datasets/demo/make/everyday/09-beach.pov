#declare Outdoor = 1;
#include "common.inc"
camera { location <-1.2, 1.9, -6.8> look_at <0, 1.25, 0> right x angle 50 }
sky_sphere { pigment { gradient y color_map { [0 srgb <0.8, 0.91, 0.98>] [0.5 srgb <0.25, 0.55, 0.9>] } }
  pigment { bozo turbulence 0.65 octaves 6 lambda 2.2 color_map { [0.52 rgbt <1, 1, 1, 1>] [0.72 rgbt <1, 1, 1, 0.1>] } scale <0.45, 0.13, 0.4> translate <3, 0.2, 0> } }
Sun(<-26, 40, -18>, <1.5, 1.42, 1.22>, 2)

#declare SandTex = texture { pigment { granite color_map { [0 srgb <0.86, 0.73, 0.52>] [1 srgb <0.93, 0.83, 0.64>] } scale 0.3 } normal { average normal_map { [1 bumps 0.9 scale <0.4, 0.4, 0.25>] [1 granite 0.5 scale 0.1] } } }
plane { y, 0 texture { SandTex } }
// wet strip, foam and sea follow one wavy shore line
#declare Shore = function { 5.2 + 0.35*sin(x*0.55) + 0.12*sin(x*1.7) }
#macro Strip(Off, Y)
  prism { linear_sweep linear_spline -0.01, Y, 64, #for (I, 0, 60) <-30 + I, Shore(-30 + I, 0, 0) + Off>, #end <500, 500>, <-500, 500>, <-30, Shore(-30, 0, 0) + Off> }
#end
object { Strip(-0.9, 0.004) pigment { srgb <0.68, 0.56, 0.4> } finish { Satin } }
object { Strip(-0.25, 0.02) pigment { bozo turbulence 0.8 color_map { [0 srgb <0.97, 0.98, 0.98>] [0.6 srgb <0.95, 0.97, 0.97>] [1 srgb <0.7, 0.85, 0.85>] } scale 0.2 } }
object { Strip(0.15, 0.03) pigment { gradient z color_map { [0 srgb <0.3, 0.72, 0.74>] [0.12 srgb <0.14, 0.52, 0.66>] [1 srgb <0.07, 0.32, 0.55>] } scale 90 translate z*5 }
  normal { average normal_map { [1 ripples 0.35 scale 2 translate <-30, 0, 60>] [1 bumps 0.5 scale <1.6, 1, 0.5>] } } finish { ambient 0.25 diffuse 0.6 specular 0.6 roughness 0.01 reflection { 0.05, 0.35 } } }
#for (K, 0, 2) sphere_sweep { cubic_spline 24 #for (I, 0, 23) <-16 + I*1.4, 0.04, 8.2 + K*4.1 + 0.3*sin(I*0.8 + K*2)>, 0.07*pow(sin(pi*(I + 0.5)/24), 0.5) + 0.03 #end tolerance 0.01 scale <1, 0.6, 1> pigment { srgb <0.95, 0.98, 0.98> } } #end
// headland and sailing boat
union { sphere { 0, 1 scale <42, 6, 10> translate <75, -1, 190> } sphere { 0, 1 scale <26, 9, 10> translate <98, -1, 195> } pigment { srgb <0.42, 0.55, 0.58> } normal { granite 0.5 scale 8 } }
union {
  intersection { sphere { 0, 1 scale <1.7, 0.75, 0.5> translate y*0.35 } plane { y, 0.4 } pigment { srgb <0.75, 0.2, 0.15> } }
  prism { linear_sweep linear_spline -0.02, 0.02, 4, <0.1, 0.7>, <1.6, 0.7>, <0.1, 4.6>, <0.1, 0.7> rotate x*-90 scale <1, 1, -1> pigment { srgb <0.98, 0.97, 0.94> } }
  prism { linear_sweep linear_spline -0.02, 0.02, 4, <-0.1, 0.7>, <-1.3, 0.7>, <-0.1, 4>, <-0.1, 0.7> rotate x*-90 scale <1, 1, -1> pigment { srgb <0.98, 0.97, 0.94> } }
  cylinder { 0, y*4.8, 0.05 pigment { srgb <0.4, 0.3, 0.2> } }
  translate <-9.5, 0, 40>
}

// parasol: canopy of twelve ribs in two colours
#declare Canopy = union {
  difference {
    sphere { 0, 1.75 } sphere { -y*0.02, 1.735 } plane { y, 0.55 }
    #for (I, 0, 11) sphere { <1.72, 0.42, 0>, 0.3 scale <1, 1, 1.45> rotate y*(I*30 + 15) } #end
    pigment { radial color_map { [0 srgb <0.83, 0.16, 0.14>] [0.5 srgb <0.83, 0.16, 0.14>] [0.5 srgb <0.97, 0.95, 0.9>] [1 srgb <0.97, 0.95, 0.9>] } frequency 6 }
    finish { ambient 0.35 }
  }
  sphere { y*1.78, 0.06 pigment { srgb <0.95, 0.93, 0.88> } }
  scale <1, 0.75, 1>
}
union {
  cylinder { -y*0.3, y*2.45, 0.032 pigment { srgb <0.94, 0.92, 0.88> } finish { Satin } }
  object { Canopy rotate y*8 translate y*1.15 }
  rotate z*-9 rotate x*-6 translate <-0.1, 0, 0.8>
}
// deck chair
#declare Frame = texture { pigment { srgb <0.72, 0.52, 0.32> } finish { Satin } }
#declare Chair_Frame = union {
  #for (S, -1, 1, 2)
    cylinder { <S*0.36, 0, -0.6>, <S*0.36, 1.12, 0.75>, 0.028 } cylinder { <S*0.32, 0.42, -0.72>, <S*0.32, 0.0, 0.72>, 0.028 }
    cylinder { <S*0.36, 0.78, 0.35>, <S*0.34, 0.05, 0.62>, 0.022 }
  #end
  cylinder { <-0.38, 1.1, 0.73>, <0.38, 1.1, 0.73>, 0.028 } cylinder { <-0.36, 0.42, -0.72>, <0.36, 0.42, -0.72>, 0.028 } cylinder { <-0.36, 0.03, 0.66>, <0.36, 0.03, 0.66>, 0.024 }
  texture { Frame }
}
#declare Deck_Chair_Cloth = union {
  #declare N = 20;
  #for (I, 0, N - 1)
    #declare T = I/N; #declare U = (I + 1)/N;
    #declare A = <0, 0.42 + 0.68*T - 0.42*sin(pi*T)*(1.1 - 0.35*T), -0.72 + 1.45*T>; #declare B = <0, 0.42 + 0.68*U - 0.42*sin(pi*U)*(1.1 - 0.35*U), -0.72 + 1.45*U>;
    polygon { 5, A - x*0.31, A + x*0.31, B + x*0.31, B - x*0.31, A - x*0.31 }
  #end
  pigment { gradient x color_map { [0 srgb <0.15, 0.35, 0.62>] [0.5 srgb <0.15, 0.35, 0.62>] [0.5 srgb <0.96, 0.95, 0.92>] [1 srgb <0.96, 0.95, 0.92>] } scale 0.155 translate -x*0.31 }
}
union { object { Chair_Frame } object { Deck_Chair_Cloth } scale 1.12 rotate y*-52 translate <1.05, 0, -0.25> }

// beach ball
sphere { 0, 0.36 pigment { radial color_map { [0 srgb <0.9, 0.2, 0.15>] [1/6 srgb <0.9, 0.2, 0.15>] [1/6 srgb <0.97, 0.97, 0.95>] [2/6 srgb <0.97, 0.97, 0.95>] [2/6 srgb <0.15, 0.45, 0.8>] [3/6 srgb <0.15, 0.45, 0.8>] [3/6 srgb <0.97, 0.97, 0.95>] [4/6 srgb <0.97, 0.97, 0.95>] [4/6 srgb <0.98, 0.8, 0.15>] [5/6 srgb <0.98, 0.8, 0.15>] [5/6 srgb <0.97, 0.97, 0.95>] [1 srgb <0.97, 0.97, 0.95>] } }
  finish { ambient 0.3 diffuse 0.7 specular 0.5 roughness 0.02 reflection 0.03 } rotate <35, 20, -50> translate <0.35, 0.34, -2.4> }

// towel with a wavy surface
union {
  #for (I, 0, 19)
    #declare Y0 = 0.02 + 0.012*sin(I*0.9); #declare Y1 = 0.02 + 0.012*sin((I + 1)*0.9);
    prism { linear_sweep linear_spline -0.45, 0.45, 5, <I*0.09, 0>, <I*0.09, Y0>, <I*0.09 + 0.09, Y1>, <I*0.09 + 0.09, 0>, <I*0.09, 0> rotate x*-90 scale <1, 1, -1> pigment { #if (mod(I, 4) = 1) srgb <0.97, 0.96, 0.92> #else srgb <0.16, 0.62, 0.6> #end } normal { granite 0.4 scale 0.03 } }
  #end
  rotate y*-38 translate <-2.3, 0, -1.6>
}
// bucket and spade, sand pile
union {
  difference { cone { 0, 0.15, y*0.32, 0.21 } cone { y*0.02, 0.14, y*0.4, 0.2 } } torus { 0.205, 0.014 translate y*0.32 }
  difference { torus { 0.2, 0.012 rotate x*72 translate y*0.32 } box { <-1, -1, 0.02>, <1, 0.33, 1> } }
  texture { pigment { srgb <0.98, 0.78, 0.12> } finish { Satin } }
  scale 1.15 translate <1.45, 0, -2.0>
}
cylinder { y*0.3, y*0.31, 0.2 texture { SandTex } translate <1.45, 0, -2.0> }
sphere { 0, 1 scale <0.42, 0.16, 0.36> translate <1.95, 0, -1.5> texture { SandTex } }
union {
  cylinder { 0, y*0.42, 0.022 } cylinder { <-0.08, 0.42, 0>, <0.08, 0.42, 0>, 0.024 } object { RBox(<-0.1, -0.26, -0.012>, <0.1, 0.03, 0.012>, 0.01) }
  pigment { srgb <0.85, 0.2, 0.3> } finish { Satin } rotate <18, 20, -14> translate <1.95, 0.32, -1.5>
}
// starfish
union { #for (I, 0, 4) cone { 0, 0.06, x*0.2, 0.018 scale <1, 0.5, 1> rotate y*I*72 } #end sphere { 0, 0.065 scale <1, 0.6, 1> } pigment { srgb <0.9, 0.5, 0.25> } normal { bumps 0.6 scale 0.02 } translate <-0.45, 0.02, -3.1> }
