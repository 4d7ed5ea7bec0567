"""Quadric decimation with pymeshlab, an atlas with xatlas and two more levels; no maps.

MESHLAB_PYTHON benchmarks/peers/meshlab_finish.py IN.ply OUT.ply TRIANGLES SIZE: prints seconds per stage as JSON.
"""

import json
import sys
import time

import pymeshlab
import xatlas


def main() -> None:
    source, target, triangles = sys.argv[1], sys.argv[2], int(sys.argv[3])
    times = {}
    meshes = pymeshlab.MeshSet()
    start = time.perf_counter()
    meshes.load_new_mesh(source)
    times["read"] = time.perf_counter() - start
    start = time.perf_counter()
    meshes.meshing_decimation_quadric_edge_collapse(targetfacenum=triangles, preservetopology=True)
    times["decimate"] = time.perf_counter() - start
    low = meshes.current_mesh()
    vertices, faces = low.vertex_matrix(), low.face_matrix()
    start = time.perf_counter()
    xatlas.parametrize(vertices, faces)
    times["unwrap"] = time.perf_counter() - start
    meshes.save_current_mesh(target, binary=True)
    start = time.perf_counter()
    for share in (0.4, 0.16):
        meshes.meshing_decimation_quadric_edge_collapse(targetfacenum=round(triangles * share), preservetopology=True)
    times["levels"] = time.perf_counter() - start
    print("RESULT " + json.dumps({"triangles": len(faces), "seconds": times}))


main()
