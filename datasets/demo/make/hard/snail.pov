#declare Outdoor = 1;
#include "common.inc"
camera { location <0.6, 2.0, -8.2> look_at <0.2, 1.65, 0> right x angle 50 }
sky_sphere { pigment { gradient y color_map { [0 srgb <0.98, 0.86, 0.68>] [0.35 srgb <0.55, 0.75, 0.92>] [1 srgb <0.25, 0.5, 0.82>] } }
  pigment { bozo turbulence 0.7 octaves 6 color_map { [0.5 rgbt <1, 1, 1, 1>] [0.75 rgbt <1, 1, 1, 0.2>] } scale <0.5, 0.14, 0.4> } }
Sun(<-18, 24, -20>, <1.4, 1.3, 1.1>, 2)

plane { y, -0.02 pigment { bozo turbulence 0.4 color_map { [0 srgb <0.38, 0.52, 0.2>] [1 srgb <0.52, 0.62, 0.28>] } scale 2 } normal { bumps 0.7 scale 0.1 } }
box { <-200, -1, -2.6>, <200, 0, 2.4> pigment { granite color_map { [0 srgb <0.3, 0.3, 0.32>] [1 srgb <0.44, 0.44, 0.45>] } scale 0.4 } normal { granite 0.35 scale 0.1 } }
#for (I, -8, 8) box { <I*3.2, 0, 1.0>, <I*3.2 + 1.7, 0.004, 1.2> pigment { srgb <0.94, 0.9, 0.75> } } #end
union { sphere { 0, 1 scale <40, 9, 10> translate <-35, -1, 70> } sphere { 0, 1 scale <36, 12, 10> translate <25, -1, 80> } sphere { 0, 1 scale <50, 15, 10> translate <85, -2, 110> }
  pigment { bozo color_map { [0 srgb <0.36, 0.5, 0.3>] [1 srgb <0.5, 0.6, 0.36>] } scale 6 } }
#declare Ball = Leaf_Ball(900, 0.2, 5)
#declare R = seed(3);
#for (I, 0, 11) object { Tree(3.6 + 1.6*rand(R), 26, Ball, <0.1, 0.22, 0.05>, <0.22, 0.34, 0.08>, I) translate <-26 + I*4.6 + rand(R), 0, 16 + 8*rand(R)> } #end
#declare Tuft = union { #for (I, 0, 14) object { Blade(0.3 + 0.3*rand(R), 0.022, 0.5 + rand(R), 5) rotate y*I*137 translate <0.3*rand(R), 0, 0.3*rand(R)> } #end }
#for (I, 0, 120) object { Tuft rotate y*360*rand(R) translate <-9 + 19*rand(R), 0, 2.5 + 4*rand(R)*rand(R)> pigment { rgb <0.13, 0.24, 0.05> + <0.1, 0.12, 0.02>*rand(R) } } #end

// snail, heading to the right
#declare Skin = texture { pigment { granite color_map { [0 srgb <0.72, 0.6, 0.42>] [1 srgb <0.86, 0.75, 0.56>] } scale 0.5 } normal { granite 0.4 scale 0.12 } finish { specular 0.35 roughness 0.05 } }
union {
  sphere_sweep { cubic_spline 10, <-2.7, 0.0, 0>, 0.02, <-2.2, 0.05, 0>, 0.05, <-1.6, 0.12, 0>, 0.2, <-0.8, 0.2, 0>, 0.36, <0.2, 0.24, 0>, 0.42, <1.1, 0.28, 0>, 0.4, <1.7, 0.6, 0>, 0.36, <2.0, 1.1, 0>, 0.36, <2.35, 1.35, 0>, 0.3, <2.5, 1.4, 0>, 0.2 tolerance 0.01 }
  sphere { 0, 1 scale <2.2, 0.16, 0.62> translate <-0.1, 0.1, 0> }
  #for (S, -1, 1, 2)
    sphere_sweep { cubic_spline 5, <2.1, 1.2, S*0.1>, 0.09, <2.2, 1.5, S*0.17>, 0.085, <2.35, 1.9, S*0.27>, 0.07, <2.45, 2.25, S*0.36>, 0.065, <2.5, 2.4, S*0.4>, 0.06 tolerance 0.01 }
    cone { <2.5, 1.25, S*0.15>, 0.06, <2.85, 1.1, S*0.26>, 0.035 }
  #end
  texture { Skin }
}
#for (S, -1, 1, 2)
  sphere { <2.47, 2.33, S*0.37>, 0.16 pigment { srgb <0.98, 0.97, 0.94> } finish { specular 0.6 roughness 0.01 } }
  sphere { <2.55, 2.33, S*0.37 - 0.08>, 0.085 pigment { srgb <0.08, 0.06, 0.05> } finish { specular 0.8 roughness 0.005 } }
#end
// shell: spheres along a logarithmic spiral
union {
  #for (I, 0, 800)
    #declare A = I/800*2.6*2*pi; #declare G = exp(0.135*A);
    sphere { <0.105*G*cos(A), 0.105*G*sin(A), -0.2*(9.1 - G)/9.1>, 0.074*G pigment { rgb (<0.3, 0.12, 0.04> + <0.42, 0.28, 0.14>*pow(0.5 + 0.5*sin(A*5), 2)) } finish { specular 0.5 roughness 0.02 } }
  #end
  rotate z*69 scale <1.15, 1.15, 0.95> translate <-0.35, 1.72, 0>
}
// parcel strapped on top
union {
  object { RBox(<-0.75, 0, -0.55>, <0.75, 0.85, 0.55>, 0.04) pigment { granite color_map { [0 srgb <0.72, 0.53, 0.33>] [1 srgb <0.8, 0.61, 0.4>] } scale 0.3 } }
  box { <-0.76, 0.0, -0.11>, <0.76, 0.86, 0.11> pigment { srgb <0.85, 0.75, 0.55> } }
  box { <-0.1, -0.005, -0.56>, <0.1, 0.86, 0.56> pigment { srgb <0.78, 0.16, 0.14> } }
  box { <-0.62, 0.42, -0.556>, <-0.2, 0.72, -0.5> pigment { srgb <0.97, 0.96, 0.93> } }
  #for (I, 0, 2) box { <-0.58, 0.48 + I*0.08, -0.56>, <-0.28 - 0.05*I, 0.51 + I*0.08, -0.5> pigment { srgb <0.3, 0.3, 0.32> } } #end
  rotate z*7 translate <-0.5, 2.72, 0>
}
