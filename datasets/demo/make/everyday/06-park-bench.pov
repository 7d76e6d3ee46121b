#declare Outdoor = 1;
#include "common.inc"
camera { location <-3.3, 1.75, -6.6> look_at <0.15, 1.55, 0> angle 58 }
sky_sphere { pigment { gradient y color_map { [0 srgb <0.85, 0.92, 0.98>] [0.5 srgb <0.42, 0.66, 0.93>] } }
  pigment { bozo turbulence 0.7 octaves 6 color_map { [0.5 rgbt <1, 1, 1, 1>] [0.75 rgbt <1, 1, 1, 0.15>] } scale <0.6, 0.18, 0.4> } }
Sun(<-30, 42, -26>, <1.7, 1.6, 1.35>, 2)

plane { y, -0.01 pigment { bozo turbulence 0.3 color_map { [0 srgb <0.3, 0.46, 0.16>] [1 srgb <0.45, 0.6, 0.24>] } scale 1.4 } normal { bumps 0.6 scale 0.05 } }
// gravel path
prism { linear_sweep cubic_spline -0.02, 0.012, 12, <-14, -6>, <-12, -2.6>, <-4, -1.75>, <2, -1.5>, <9, -0.2>, <26, 9>, <26, 6.8>, <10, -2.6>, <3, -3.9>, <-12, -5.2>, <-12, -2.6>, <-4, -1.75>
  pigment { granite color_map { [0 srgb <0.62, 0.55, 0.45>] [1 srgb <0.82, 0.75, 0.63>] } scale 0.4 } normal { granite 0.5 scale 0.08 } }

#declare R = seed(12);
#declare Tuft = mesh {
  #for (I, 1, 70)
    #declare P = <rand(R) - 0.5, 0, rand(R) - 0.5>*0.6;
    #declare L = P + <0.1*(rand(R) - 0.5), 0.06 + 0.08*rand(R), 0.1*(rand(R) - 0.5)>;
    #declare W = vrotate(x*0.008, y*180*rand(R));
    triangle { P - W, P + W, L }
  #end
}
#for (I, 0, 1500)
  #declare X = -9 + 19*rand(R); #declare Z = -5.6 + 13*rand(R);
  #if (Z > -1.45 + 0.13*max(0, X) + 0.02*X*X*(X > 2) | Z < -5)
    object { Tuft rotate y*360*rand(R) translate <X, 0, Z> pigment { rgb <0.1, 0.2, 0.03> + <0.12, 0.14, 0.03>*rand(R) } }
  #end
#end

// bench
#declare Slat = texture { pigment { wood turbulence 0.08 color_map { [0 srgb <0.6, 0.4, 0.22>] [1 srgb <0.48, 0.3, 0.16>] } scale 0.03 rotate y*90 } finish { Satin } }
#declare Iron = texture { pigment { srgb <0.1, 0.16, 0.13> } finish { Satin } }
#declare Bench_Side = union {
  sphere_sweep { cubic_spline 7, <0, -0.2, -0.34>, 0.03, <0, 0, -0.3>, 0.03, <0, 0.3, -0.24>, 0.028, <0, 0.43, -0.22>, 0.028, <0, 0.42, 0.1>, 0.028, <0, 0.38, 0.22>, 0.028, <0, 0.3, 0.3>, 0.028 }
  sphere_sweep { cubic_spline 6, <0, -0.2, 0.4>, 0.03, <0, 0, 0.36>, 0.03, <0, 0.38, 0.22>, 0.028, <0, 0.65, 0.3>, 0.028, <0, 0.92, 0.4>, 0.028, <0, 1.2, 0.5>, 0.028 }
  sphere_sweep { cubic_spline 6, <0, 0.3, -0.26>, 0.025, <0, 0.43, -0.24>, 0.025, <0, 0.64, -0.26>, 0.025, <0, 0.67, -0.05>, 0.025, <0, 0.66, 0.29>, 0.025, <0, 0.6, 0.5>, 0.025 }
  texture { Iron }
}
#declare Bench = union {
  object { Bench_Side translate -x*0.85 } object { Bench_Side translate x*0.85 } object { Bench_Side scale <1, 0.99, 1> }
  #for (I, 0, 4) object { RBox(<-0.97, 0.44, -0.27 + I*0.1>, <0.97, 0.475, -0.185 + I*0.1>, 0.012) texture { Slat translate I*<0.4, 0.2, 0> } } #end
  #for (I, 0, 3) object { RBox(<-0.97, 0, -0.03>, <0.97, 0.09, 0>, 0.012) rotate x*18 translate <0, 0.54 + I*0.115, 0.22 + I*0.042> texture { Slat translate I*<0.4, 0.3, 0> } } #end
}
object { Bench scale 1.2 rotate y*-14 translate <0.3, 0, -0.6> }

// litter bin and lamp post
union { difference { cylinder { 0, y*0.85, 0.28 } cylinder { y*0.1, y*1, 0.25 } } #for (I, 0, 17) cylinder { <0.29, 0.03, 0>, <0.29, 0.83, 0>, 0.018 rotate y*I*20 } #end torus { 0.29, 0.03 translate y*0.85 } texture { pigment { srgb <0.13, 0.27, 0.2> } finish { Satin } } translate <2.35, 0, -0.35> }
union {
  cone { 0, 0.12, y*0.5, 0.06 } cylinder { 0, y*3.1, 0.045 } torus { 0.08, 0.03 translate y*0.5 } cone { y*3.05, 0.05, y*3.2, 0.16 }
  cone { y*3.7, 0.26, y*3.9, 0.04 } sphere { y*3.93, 0.05 }
  #for (I, 0, 3) cylinder { <0.15, 3.2, 0>, <0.22, 3.7, 0>, 0.014 rotate y*I*90 } #end
  texture { Iron } translate <-2.75, 0, 0.3>
}
cone { y*3.21, 0.13, y*3.69, 0.2 pigment { srgb <0.95, 0.95, 0.88> } finish { Glossy } translate <-2.75, 0, 0.3> }

// trees
#declare Ball = Leaf_Ball(1500, 0.2, 5)
object { Tree(7.5, 46, Ball, <0.1, 0.24, 0.04>, <0.24, 0.36, 0.06>, 3) translate <2.1, 0, 2.6> }
object { Tree(7, 44, Ball, <0.12, 0.26, 0.05>, <0.26, 0.36, 0.05>, 7) translate <-2.2, 0, 5> }
object { Tree(8, 44, Ball, <0.08, 0.2, 0.04>, <0.2, 0.32, 0.06>, 11) translate <6.5, 0, 6> }
#for (I, 0, 13)
  object { Tree(9 + 3*rand(R), 34, Ball, <0.08, 0.18, 0.05>, <0.18, 0.3, 0.08>, 30 + I) translate <-26 + I*4.6 + 2*rand(R), 0, 26 + 9*rand(R)> }
#end
// hedge
#for (I, 0, 34) object { Ball scale <1.1, 0.75, 0.9>*(0.9 + 0.2*rand(R)) rotate y*360*rand(R) translate <-18 + I*1.1, 0.5, 13 + 0.3*rand(R)> pigment { rgb <0.07, 0.18, 0.04> + <0.05, 0.07, 0.02>*rand(R) } } #end

// fallen leaves
#for (I, 0, 150)
  object { Blade(0.1, 0.03, 0.7, 4) rotate x*75 rotate y*360*rand(R) translate <-5 + 10*rand(R), 0.03, -3.6 + 5*rand(R)> pigment { rgb <0.5, 0.25, 0.04> + <0.2, 0.15, 0.02>*rand(R) } }
#end
