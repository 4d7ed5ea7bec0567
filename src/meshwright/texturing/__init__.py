"""From a field or a source mesh to six PBR maps: material synthesis and baking."""
