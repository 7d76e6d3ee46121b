#declare Outdoor = 1;
#include "common.inc"
camera { location <-7.2, 2.5, -12.5> look_at <0.9, 2.1, 0> angle 52 }
sky_sphere { pigment { gradient y color_map { [0 srgb <0.88, 0.93, 0.97>] [0.6 srgb <0.45, 0.66, 0.92>] } }
  pigment { bozo turbulence 0.7 octaves 6 color_map { [0.5 rgbt <1, 1, 1, 1>] [0.75 rgbt <1, 1, 1, 0.2>] } scale <0.5, 0.16, 0.4> translate 4 } }
Sun(<-32, 36, -30>, <1.45, 1.36, 1.18>, 2)

// road, crossing, pavement
plane { y, 0 pigment { granite color_map { [0 srgb <0.26, 0.26, 0.28>] [1 srgb <0.4, 0.4, 0.41>] } scale 0.5 } normal { granite 0.2 scale 0.1 } }
union {
  #for (I, 0, 5) box { <-5.6, 0, -7.2 + I*0.95>, <-3.2, 0.006, -6.7 + I*0.95> } #end
  #for (I, 0, 9) box { <-1.5 + I*3.4, 0, -4.9>, <0.3 + I*3.4, 0.006, -4.75> } #end
  pigment { granite color_map { [0 srgb <0.93, 0.93, 0.9>] [0.8 srgb <0.85, 0.85, 0.82>] [1 srgb <0.6, 0.6, 0.6>] } scale 0.4 }
}
difference {
  object { RBox(<-5.9, -0.5, -0.9>, <60, 0.16, 40>, 0.05) }
  pigment { srgb <0.68, 0.66, 0.62> }
}
union { #for (I, 0, 34) #for (J, 0, 2) box { <-5.6 + I*0.9, 0.15, -0.6 + J*0.9>, <-5.6 + I*0.9 + 0.87, 0.166, -0.6 + J*0.9 + 0.87> pigment { srgb (<0.74, 0.71, 0.66> + 0.02*mod(I*3 + J*5, 4)) } } #end #end }

// corner building
#declare Brick = texture { pigment { brick srgb <0.82, 0.76, 0.68>, srgb <0.62, 0.3, 0.22> brick_size <0.46, 0.16, 0.24> mortar 0.018 } normal { brick 0.3 brick_size <0.46, 0.16, 0.24> mortar 0.02 } }
#macro Window(X, Y, W, H)
  box { <X - 0.1, Y - 0.1, 1.9>, <X + W + 0.1, Y + H + 0.12, 1.98> pigment { srgb <0.92, 0.9, 0.85> } }
  box { <X, Y, 1.87>, <X + W, Y + H, 1.95> pigment { srgb <0.16, 0.22, 0.28> } finish { ambient 0.1 specular 0.6 reflection { 0.15, 0.5 } } }
  union { box { <X + W/2 - 0.035, Y, 1.85>, <X + W/2 + 0.035, Y + H, 1.9> } box { <X, Y + H*0.55, 1.85>, <X + W, Y + H*0.55 + 0.06, 1.9> } box { <X - 0.18, Y - 0.2, 1.78>, <X + W + 0.18, Y - 0.08, 1.98> } pigment { srgb <0.92, 0.9, 0.85> } }
#end
difference {
  box { <-3.6, 0, 2>, <14, 9, 14> }
  texture { Brick }
}
box { <-3.75, 8.6, 1.8>, <14, 9.1, 14> pigment { srgb <0.88, 0.85, 0.78> } }
box { <-3.68, 3.65, 1.86>, <14, 3.85, 2.1> pigment { srgb <0.88, 0.85, 0.78> } }
#for (I, 0, 5) Window(-2.7 + I*2.6, 4.6, 1.3, 2.1) #end
// shop front with striped awning
box { <-3.2, 0.1, 1.88>, <3.5, 3.3, 2.05> pigment { srgb <0.13, 0.3, 0.27> } }
box { <-2.95, 0.75, 1.84>, <0.7, 2.6, 1.95> pigment { srgb <0.2, 0.24, 0.26> } finish { ambient 0.1 specular 0.6 reflection { 0.15, 0.45 } } }
box { <1.2, 0.15, 1.84>, <2.3, 2.6, 1.95> pigment { srgb <0.55, 0.2, 0.15> } }
box { <1.35, 1.3, 1.82>, <2.15, 2.4, 1.9> pigment { srgb <0.2, 0.24, 0.26> } finish { ambient 0.1 specular 0.6 reflection { 0.15, 0.45 } } }
sphere { <2.12, 1.15, 1.78>, 0.06 texture { Steel } }
#for (I, 0, 4) sphere { <-2.5 + I*0.75, 1.0, 1.75>, 0.2 pigment { srgb (<0.75, 0.5, 0.25> - 0.06*mod(I, 2)) } } #end
intersection {
  box { <-3.2, 2.6, 0.55>, <2.7, 3.5, 2> }
  plane { y, 0 rotate x*-32 translate <0, 3.35, 1.95> }
  plane { -y, 0 rotate x*-32 translate <0, 3.31, 1.95> }
  pigment { gradient x color_map { [0 srgb <0.95, 0.94, 0.9>] [0.5 srgb <0.95, 0.94, 0.9>] [0.5 srgb <0.75, 0.18, 0.15>] [1 srgb <0.75, 0.18, 0.15>] } scale 0.74 translate -x*3.2 }
}
#for (I, 0, 15) cylinder { <-3.0 + I*0.37, 2.47, 0.63>, <-3.0 + I*0.37, 2.47, 0.65>, 0.18 pigment { #if (mod(I, 2)) srgb <0.75, 0.18, 0.15> #else srgb <0.95, 0.94, 0.9> #end } } #end

// traffic light
#macro Lamp(Y, C, On)
  sphere { <0, Y, -0.17>, 0.145 pigment { srgb C } finish { ambient (On ? 0.95 : 0.08) diffuse (On ? 0.4 : 0.35) specular 0.4 } scale <1, 1, 1> }
  difference { cylinder { <0, Y, -0.42>, <0, Y, -0.15>, 0.185 } cylinder { <0, Y, -0.5>, <0, Y, -0.1>, 0.165 } box { <-1, Y - 1, -0.5>, <1, Y - 0.05, 0> } pigment { srgb <0.08, 0.08, 0.08> } }
#end
union {
  cylinder { 0, y*4.1, 0.08 pigment { srgb <0.3, 0.32, 0.33> } finish { Satin } }
  cylinder { 0, y*0.5, 0.13 pigment { srgb <0.3, 0.32, 0.33> } }
  union {
    object { RBox(<-0.26, 2.75, -0.2>, <0.26, 4.2, 0.1>, 0.06) pigment { srgb <0.09, 0.1, 0.1> } finish { Satin } }
    Lamp(3.92, <0.95, 0.1, 0.06>, 1)
    Lamp(3.47, <0.4, 0.28, 0.05>, 0)
    Lamp(3.02, <0.05, 0.25, 0.1>, 0)
    rotate y*30
  }
  translate <-3.55, 0.16, -0.55> + <-0.9, 0, 0>
}

// parked car, x forward to the left
#macro Hull(Grow)
  intersection {
    plane { y, 1.44 + Grow }
    plane { -y, -0.8 }
    plane { -x, 0 rotate z*-38 translate <-1.02 - Grow*1.2, 0.85, 0> }
    plane { x, 0 rotate z*28 translate <1.62 + Grow, 0.85, 0> }
    plane { z, 0 rotate x*-16 translate <0, 0.85, 0.78 + Grow> }
    plane { -z, 0 rotate x*16 translate <0, 0.85, -0.78 - Grow> }
    bounded_by { box { <-2, 0.7, -1>, <2, 1.6, 1> } }
  }
#end
#declare Paint = texture { pigment { srgb <0.95, 0.72, 0.1> } finish { ambient 0.25 diffuse 0.7 specular 0.6 roughness 0.01 reflection { 0.03, 0.2 } } }
#declare Rim = <0.12, 0.12, 0.13>;
union {
  // body with wheel arches
  difference {
    union {
      prism { cubic_spline -0.86, 0.86, 21,
        <-2.1, 0.3>, <-2.14, 0.45>, <-2.1, 0.68>, <-1.95, 0.79>, <-1.5, 0.87>, <-1.0, 0.93>, <-0.2, 0.95>, <0.8, 0.96>, <1.6, 0.97>, <1.98, 0.92>, <2.08, 0.78>, <2.1, 0.5>, <2.02, 0.33>, <1.5, 0.27>, <0.5, 0.25>, <-0.5, 0.25>, <-1.5, 0.26>, <-2.0, 0.27>, <-2.1, 0.3>, <-2.14, 0.45>, <-2.1, 0.68>
        rotate x*-90 scale <1, 1, -1> translate 0 }
    }
    cylinder { <-1.32, 0.33, -2>, <-1.32, 0.33, 2>, 0.41 }
    cylinder { <1.3, 0.33, -2>, <1.3, 0.33, 2>, 0.41 }
    plane { -z, 0 inverse rotate x*9 translate <0, 0.62, -0.86> }
    plane { z, 0 inverse rotate x*-9 translate <0, 0.62, 0.86> }
    texture { Paint }
  }
  box { <-1.9, 0.22, -0.7>, <1.9, 0.6, 0.7> pigment { srgb <0.05, 0.05, 0.05> } }
  // glasshouse, roof and pillars
  object { Hull(0) pigment { srgb <0.12, 0.15, 0.18> } finish { ambient 0.08 specular 0.7 reflection { 0.12, 0.5 } } }
  difference {
    object { Hull(0.022) }
    box { <-0.05, 0.98, -2>, <0.78, 1.33, 2> }
    prism { linear_sweep linear_spline -2, 2, 5, <-0.98, 0.98>, <-0.17, 0.98>, <-0.17, 1.33>, <-0.5, 1.33>, <-0.98, 0.98> rotate x*-90 scale <1, 1, -1> }
    prism { linear_sweep linear_spline -2, 2, 5, <0.88, 0.98>, <1.42, 0.98>, <1.18, 1.33>, <0.88, 1.33>, <0.88, 0.98> rotate x*-90 scale <1, 1, -1> }
    box { <-2, 0.95, -0.63>, <-0.46, 1.38, 0.63> }
    box { <1.3, 1.0, -0.6>, <2, 1.36, 0.6> }
    texture { Paint }
  }
  // doors, handles, trim
  union {
    box { <-0.75, 0.35, -0.872>, <-0.735, 0.93, 0.872> } box { <0.31, 0.3, -0.872>, <0.325, 0.95, 0.872> } box { <0.96, 0.62, -0.872>, <0.975, 0.95, 0.872> }
    pigment { srgb <0.2, 0.15, 0.03> } scale <1, 1, 0.995>
  }
  union { object { RBox(<0.08, 0.79, -0.885>, <0.25, 0.82, -0.84>, 0.01) } object { RBox(<0.75, 0.79, -0.885>, <0.92, 0.82, -0.84>, 0.01) } texture { Steel } }
  object { RBox(<-0.78, 0.94, -1.02>, <-0.64, 1.06, -0.84>, 0.04) texture { Paint } }
  // bumpers, lights, grille, number plate
  object { RBox(<-2.2, 0.3, -0.8>, <-2.0, 0.46, 0.8>, 0.05) pigment { srgb <0.15, 0.15, 0.16> } finish { Satin } }
  object { RBox(<2.0, 0.32, -0.8>, <2.16, 0.48, 0.8>, 0.05) pigment { srgb <0.15, 0.15, 0.16> } finish { Satin } }
  #for (S, -1, 1, 2)
    sphere { 0, 0.13 scale <0.6, 1, 1.15> translate <-2.06, 0.64, S*0.6> pigment { srgb <0.95, 0.96, 0.95> } finish { ambient 0.4 specular 0.8 reflection 0.15 } }
    sphere { 0, 0.1 scale <0.5, 1.1, 0.9> translate <2.06, 0.72, S*0.66> pigment { srgb <0.8, 0.08, 0.05> } }
  #end
  box { <-2.145, 0.52, -0.34>, <-2.05, 0.66, 0.34> pigment { srgb <0.1, 0.1, 0.1> } }
  box { <-2.215, 0.33, -0.26>, <-2.1, 0.44, 0.26> pigment { srgb <0.95, 0.95, 0.92> } }
  #for (X, -1.32, 1.3, 2.62) #for (S, -1, 1, 2) object { Tapered_Wheel(0.335, 0.2) scale <1, 1, -S> translate <X, 0.335, S*0.74> } #end #end
  scale 1.12 translate <2.1, 0, -2.0>
}

// tree in a square of soil, and a mail box
#declare Ball = Leaf_Ball(900, 0.2, 5)
object { Tree(6.4, 40, Ball, <0.1, 0.22, 0.04>, <0.22, 0.34, 0.08>, 5) translate <6.9, 0.16, 0.1> }
box { <6.3, 0.1, -0.5>, <7.5, 0.18, 0.7> pigment { srgb <0.33, 0.25, 0.18> } }
// side street houses and trees
#for (I, 0, 2)
  box { <-26 - I*0.5, 0, 12 + I*9>, <-12, 6.5 + mod(I, 2), 20 + I*9> pigment { srgb (<0.75, 0.68, 0.58> - 0.06*I) } }
  #for (J, 0, 2) #for (K, 0, 1) box { <-12.05, 1.2 + K*2.6, 13 + I*9 + J*2.4>, <-11.95, 2.6 + K*2.6, 14.2 + I*9 + J*2.4> pigment { srgb <0.25, 0.3, 0.36> } } #end #end
  #for (J, 0, 4) #for (K, 0, 1) box { <-24 + J*2.6, 1.2 + K*2.6, 11.95 + I*9>, <-22.8 + J*2.6, 2.6 + K*2.6, 12.05 + I*9> pigment { srgb <0.25, 0.3, 0.36> } } #end #end
#end
box { <-60, -0.5, 9>, <-10.5, 0.15, 60> pigment { srgb <0.68, 0.66, 0.62> } }
object { Tree(7, 34, Ball, <0.1, 0.2, 0.05>, <0.2, 0.32, 0.09>, 9) translate <-11, 0, 10.5> }
object { Tree(8, 34, Ball, <0.1, 0.2, 0.05>, <0.2, 0.32, 0.09>, 15) translate <-8, 0, 34> }
box { <-200, -0.5, 60>, <200, 0.1, 61> pigment { srgb <0.5, 0.55, 0.4> } }
#for (I, 0, 8) object { Tree(8, 30, Ball, <0.1, 0.2, 0.06>, <0.2, 0.3, 0.1>, 40 + I) translate <-40 + I*4.2, 0, 52 + 4*mod(I, 2)> } #end
#for (I, 0, 4) object { Tree(7.5, 34, Ball, <0.1, 0.2, 0.06>, <0.2, 0.3, 0.1>, 60 + I) translate <16 + I*5, 0.1, 9 + 3*mod(I, 2)> } #end
box { <15, 0, 13>, <60, 6.5, 24> pigment { srgb <0.78, 0.73, 0.64> } }
