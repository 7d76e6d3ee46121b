#declare Flat = 0.3;
#declare AreaSteps = 3;
#include "studio.inc"

Camera(<-5, 8.5, -34>, <0, 5.2, 0>, 21)
Room(<1, 0.95, 0.92>*0.7, <1, 0.85, 0.78>*0.5)
Backdrop(pigment { gradient y scale 22 color_map { [0 Plain(250, 214, 196)] [0.5 Plain(246, 190, 166)] [1 Plain(232, 158, 136)] } }, 16, 8)
KeyLight(<-20, 30, -20>, 10, <1, 0.96, 0.9>*0.75)
light_source { <18, 16, 6> color rgb <1, 0.8, 0.65>*0.35 shadowless }
Card(<-22, 10, -14>, <0, 5, 0>, 7, 26, 1.5)
Card(<24, 10, -6>, <0, 5, 0>, 4, 26, 1.2)

#declare Gold = texture { pigment { Brass } finish { Polished } }

#declare Bottle = difference {
  object { Round_Box_Merge(<-3, 0, -1.5>, <3, 7.2, 1.5>, 0.45) }
  object { Round_Box_Union(<-2.55, 0.85, -1.05>, <2.55, 6.8, 1.05>, 0.4)
    texture { pigment { color rgbt 1 } finish { ambient 0 diffuse 0 specular 0.3 roughness 0.01 } } }
  cylinder { 6.5*y, 7.3*y, 0.5 }
  texture {
    pigment { color rgbt <0.97, 0.985, 0.98, 0.94> }
    finish { ambient 0 diffuse 0 specular 0.8 roughness 0.003 reflection { 0.03, 0.8 fresnel on } }
  }
  interior { ior 1.18 } // a truer 1.5 traps the light between the two boxes and turns the corners black
}

// A hair smaller than the cavity: coincident walls would speckle.
#declare Perfume = intersection {
  object { Round_Box_Merge(<-2.53, 0.87, -1.03>, <2.53, 6.78, 1.03>, 0.39) }
  plane { y, 5.3 }
  texture {
    pigment { color rgbf <1, 0.78, 0.42, 0.9> }
    finish { ambient 0 diffuse 0 }
  }
  interior { ior 1.02 fade_distance 6 fade_power 1 fade_color <0.9, 0.5, 0.12> }
}

#declare Collar = union {
  cylinder { 7.2*y, 8.0*y, 0.95 }
  torus { 0.95, 0.1 translate 7.3*y }
  torus { 0.95, 0.06 translate 7.75*y }
  texture { Gold }
}

#declare Cap = intersection {
  object { Round_Box_Union(<-1.45, 7.95, -1.35>, <1.45, 10.6, 1.35>, 0.18) }
  object { Round_Box_Union(<-1.7, 7.9, -1.7>, <1.7, 10.65, 1.7>, 0.18) rotate 45*y }
  texture { pigment { color srgb <16, 14, 15>/255 } finish { ambient 0.05 diffuse 0.5 specular 0.7 roughness 0.006 reflection 0.04 } }
}

#macro Line(Words, Size, Height, Spacing)
  #local T = text { ttf "DejaVuSerif-Bold.ttf" Words 0.04 Spacing*x scale <Size, Size, 1> };
  object { T translate <-(min_extent(T).x + max_extent(T).x)/2, Height, -1.53> }
#end

#declare Label = union {
  box { <-2.1, 1.9, -1.525>, <2.1, 5.0, -1.51> texture { pigment { color srgb <250, 238, 222>/255 } } }
  union {
    object { Line("LUMEN", 0.9, 3.8, 0.08) }
    object { Line("EAU DE PARFUM", 0.32, 3.1, 0.06) }
    object { Line("50 ml", 0.34, 2.3, 0.03) }
    texture { pigment { color srgb <56, 26, 14>/255 } finish { Matte } }
  }
  no_shadow
}

union {
  object { Bottle }
  object { Perfume }
  cylinder { 1.0*y, 7.2*y, 0.1 pigment { color rgbt <1, 0.98, 0.95, 0.6> } finish { specular 0.4 } }
  cylinder { 6.6*y, 7.3*y, 0.42 texture { Gold } }
  object { Collar }
  object { Cap }
  object { Label }
  rotate 14*y
}
