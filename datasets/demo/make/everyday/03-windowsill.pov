#include "common.inc"
camera { location <0.8, 3.6, -10.5> look_at <0, 3.1, 0> up y*1.3333 right x angle 41 }
sky_sphere { pigment { gradient y color_map { [0 srgb <0.86, 0.93, 1>*0.95] [0.6 srgb <0.45, 0.68, 0.95>*0.95] } } }
Sun(<14, 16, 12>, <1.6, 1.5, 1.3>, 3)
light_source { <-6, 8, -16>, rgb <0.75, 0.7, 0.62> shadowless }

// wall with an opening
difference {
  box { <-12, -8, 0.5>, <12, 14, 1.6> }
  box { <-3.3, 0, -1>, <3.3, 8.2, 3> }
  pigment { srgb <0.87, 0.83, 0.72> } normal { granite 0.03 scale 0.3 }
}
// sill
object { RBox(<-4, -0.35, -1.5>, <4, 0, 1.5>, 0.1) pigment { srgb <0.95, 0.94, 0.91> } finish { Satin } }
// frame and panes
union {
  box { <-3.3, 0, 1.0>, <-3.0, 8.2, 1.4> } box { <3.0, 0, 1.0>, <3.3, 8.2, 1.4> }
  box { <-3.3, 0, 1.0>, <3.3, 0.32, 1.4> } box { <-3.3, 7.9, 1.0>, <3.3, 8.2, 1.4> }
  box { <-0.14, 0, 1.02>, <0.14, 8.2, 1.38> } box { <-3.3, 4.3, 1.05>, <3.3, 4.5, 1.35> }
  pigment { srgb <0.96, 0.96, 0.94> } finish { Satin }
}
box { <-0.05, 3.2, 0.85>, <0.05, 3.75, 1.02> texture { Steel } }

// garden outside
plane { y, -4 pigment { bozo color_map { [0 srgb <0.36, 0.55, 0.22>] [1 srgb <0.5, 0.66, 0.3>] } scale 3 } }
#declare Ball = Leaf_Ball(900, 0.32, 5)
#for (I, 0, 6)
  object { Tree(11 + 2*mod(I*3, 4), 22, Ball, <0.08, 0.22, 0.04>, <0.2, 0.36, 0.08>, 20 + I) translate <-18 + I*6.2, -4, 26 + 5*mod(I*2, 3)> }
#end
box { <-60, -4, 22>, <60, -2.1, 22.2> pigment { gradient x color_map { [0 srgb <0.55, 0.4, 0.28>] [0.93 srgb <0.6, 0.46, 0.32>] [0.93 srgb <0.2, 0.14, 0.1>] [1 srgb <0.2, 0.14, 0.1>] } scale 0.6 } }

// cactus
union {
  object { union { Flowerpot(srgb <0.72, 0.38, 0.24>) } scale 0.95 }
  union {
    #macro Ribbed(R, H)
      union { #for (I, 0, 11) sphere { 0, 1 scale <R*0.3, H, R*0.95> translate 0 rotate y*I*15 } #end
        #for (I, 0, 23) #for (J, -5, 6) #local V = J/7; #local Q = R*0.95*sqrt(1 - V*V);
          cone { <0, V*H, Q>, 0.018, <0, V*H + 0.05, Q + 0.12>, 0.002 rotate y*I*15 pigment { srgb <0.95, 0.92, 0.8> } } #end #end
        pigment { srgb <0.26, 0.47, 0.24> } finish { Satin } }
    #end
    object { Ribbed(0.62, 1.15) translate y*2 }
    object { Ribbed(0.26, 0.42) rotate z*-30 translate <0.66, 2.5, -0.1> }
    #for (I, 0, 6) object { Blade(0.3, 0.1, 0.6, 6) rotate x*35 rotate y*I*51 translate y*3.1 pigment { srgb <0.93, 0.35, 0.55> } } #end
    sphere { y*3.15, 0.08 pigment { srgb <0.98, 0.85, 0.3> } }
  }
  translate <-2.35, 0, -0.35>
}
// snake plant
union {
  union { difference { RBox(<-0.75, 0, -0.75>, <0.75, 1.4, 0.75>, 0.12) box { <-0.62, 1.2, -0.62>, <0.62, 2, 0.62> } } Ceramic(srgb <0.93, 0.92, 0.88>) }
  box { <-0.65, 1.1, -0.65>, <0.65, 1.28, 0.65> pigment { srgb <0.2, 0.13, 0.08> } normal { bumps 0.9 scale 0.05 } }
  #declare R1 = seed(8);
  #for (I, 0, 11)
    object { Blade(2.3 + 1.7*rand(R1), 0.22 + 0.05*rand(R1), 0.15 + 0.35*rand(R1), 14)
      pigment { gradient y turbulence 0.35 color_map { [0 srgb <0.2, 0.4, 0.22>] [0.5 srgb <0.42, 0.58, 0.3>] [1 srgb <0.2, 0.4, 0.22>] } scale 0.35 }
      finish { Satin } rotate y*(I*137 + 20*rand(R1)) translate <0.4*(rand(R1) - 0.5), 1.2, 0.4*(rand(R1) - 0.5)> }
  #end
  translate <0.1, 0, 0.1>
}
// trailing leafy plant
union {
  object { union { Flowerpot(srgb <0.2, 0.42, 0.52>) } scale <0.95, 0.9, 0.95> }
  #declare R2 = seed(3);
  #for (I, 0, 64)
    #declare A = I*137.5; #declare U = I/64;
    #declare Up = 0.9 + 1.5*(1 - U) + 0.3*rand(R2); #declare Out = 0.25 + 0.85*U;
    #declare Tip = vrotate(<0, Up - 0.1, Out>, y*A);
    cylinder { y*0.9, Tip, 0.018 pigment { srgb <0.35, 0.5, 0.2> } }
    object { Blade(0.7 + 0.2*rand(R2), 0.26, 1.1, 8) rotate x*(30 + 45*U) rotate y*A translate Tip
      pigment { rgb <0.05, 0.22, 0.05> + <0.1, 0.14, 0.02>*rand(R2) } finish { Satin } }
  #end
  translate <2.35, 0, -0.3>
}
// watering can
union {
  difference { cone { 0, 0.62, y*1.0, 0.5 } cone { y*0.06, 0.57, y*1.1, 0.45 } }
  torus { 0.49, 0.04 translate y }
  cylinder { <0.5, 0.2, 0>, <1.25, 1.05, 0>, 0.07 } cone { <1.2, 0.99, 0>, 0.08, <1.38, 1.22, 0>, 0.22 }
  difference { torus { 0.42, 0.05 rotate x*90 translate <-0.6, 0.6, 0> } cone { 0, 0.61, y*1.0, 0.49 } }
  texture { pigment { srgb <0.93, 0.72, 0.2> } finish { Glossy } }
  rotate y*25 scale 0.85 translate <-0.95, 0, -1.0>
}
