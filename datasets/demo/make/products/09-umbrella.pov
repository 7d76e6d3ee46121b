#include "studio.inc"

Camera(<-4, 13, -50>, <0.4, 7.4, 0>, 30)
Room(<0.95, 0.98, 1>*0.8, <1, 0.98, 0.95>*0.5)
Backdrop(pigment { Plain(226, 238, 244) }, 40, 18)
KeyLight(<-26, 40, -26>, 12, <1, 0.98, 0.95>*0.85)
Card(<-22, 26, -20>, <0, 4, 0>, 16, 16, 1.3)

#declare Ribs = 8;
#declare Canopy = 10;

// Height and reach of the cloth; it sags and scallops between the ribs.
#macro Cloth(T, Angle)
  #local Between = abs(sin(radians(Angle)*Ribs/2));
  #local Reach = Canopy*sin(T*1.12)/sin(1.12) * (1 - 0.10*Between*T*T);
  #local Height = 4.6*(cos(T*1.12) - cos(1.12))/(1 - cos(1.12)) - 0.5*Between*T*(1 - 0.55*T);
  <Reach*cos(radians(Angle)), Height, Reach*sin(radians(Angle))>
#end

#macro ClothNormal(T, Angle)
  #local Du = Cloth(T + 0.01, Angle) - Cloth(T - 0.01, Angle);
  #local Dv = Cloth(T, Angle + 0.6) - Cloth(T, Angle - 0.6);
  vnormalize(vcross(Dv, Du))
#end

#declare Rows = 14;
#declare Columns = 12;
#declare Dome = union {
  #for (Rib, 0, Ribs - 1)
    mesh {
      #for (I, 0, Rows - 1)
        #for (J, 0, Columns - 1)
          #local T0 = 0.04 + 0.96*I/Rows; #local T1 = 0.04 + 0.96*(I + 1)/Rows;
          #local A0 = 45*(Rib + J/Columns); #local A1 = 45*(Rib + (J + 1)/Columns);
          #local P = Cloth(T0, A0); #local Q = Cloth(T1, A0); #local R = Cloth(T0, A1); #local S = Cloth(T1, A1);
          // normals are sampled just inside the panel to keep a crease at each rib
          #local B0 = max(A0, 45*Rib + 1); #local B1 = min(A1, 45*(Rib + 1) - 1);
          smooth_triangle { P, ClothNormal(T0, B0), Q, ClothNormal(T1, B0), R, ClothNormal(T0, B1) }
          smooth_triangle { Q, ClothNormal(T1, B0), S, ClothNormal(T1, B1), R, ClothNormal(T0, B1) }
        #end
      #end
      texture {
        pigment { color srgb <250, 196, 24>/255 }
        finish { diffuse 0.72, 0.22 specular 0.12 roughness 0.05 }
      }
    }
  #end
}

#declare Chrome = texture { pigment { Steel } finish { Polished } }
#declare Walnut = texture {
  pigment { wood turbulence 0.1 scale <0.3, 0.3, 0.3> rotate 80*x color_map { [0 color srgb <126, 74, 38>/255] [1 color srgb <84, 46, 22>/255] } }
  finish { diffuse 0.75 specular 0.4 roughness 0.02 reflection { 0.01, 0.12 } }
}

#declare Umbrella = union {
  object { Dome rotate 22.5*y }
  cylinder { -10*y, 5.2*y, 0.16 texture { Chrome } }
  cone { 4.5*y, 0.42, 5.2*y, 0.24 texture { Walnut } }
  cone { 5.1*y, 0.26, 6.8*y, 0.1 texture { Chrome } }
  cylinder { -1.6*y, -0.6*y, 0.34 texture { pigment { color rgb 0.03 } finish { Satin } } }
  #for (Rib, 0, Ribs - 1)
    #local A = 45*Rib;
    union {
      #for (I, 0, 7)
        cylinder { Cloth(0.05 + 0.95*I/8, A) - 0.12*y, Cloth(0.05 + 0.95*(I + 1)/8, A) - 0.12*y, 0.06 }
      #end
      cylinder { <0.3*cos(radians(A)), -1.0, 0.3*sin(radians(A))>, Cloth(0.5, A) - 0.15*y, 0.05 }
      texture { Chrome } rotate 22.5*y
    }
    sphere { Cloth(1, A), 0.17 rotate 22.5*y texture { Walnut } }
  #end
  sphere_sweep {
    cubic_spline 9,
    <0, -8, 0>, 0.36, <0, -9.6, 0>, 0.36, <0, -12, 0>, 0.38, <0.4, -13.4, 0>, 0.38, <1.6, -14.1, 0>, 0.38,
    <2.8, -13.4, 0>, 0.38, <3.1, -12.2, 0>, 0.38, <3.1, -11.6, 0>, 0.36, <3.1, -11, 0>, 0.36
    tolerance 0.0001
    texture { Walnut }
    scale <-1, 1, 1>
  }
}

object { Umbrella rotate -55.6*z translate <-0.5, 7.75, 0> rotate 32*y }
