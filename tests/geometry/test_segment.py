"""Part labels against fields whose parts are known."""

from __future__ import annotations

import numpy as np

from meshwright.geometry.isosurface import extract
from meshwright.geometry.segment import clean_labels, segment
from meshwright.geometry.topology import face_areas, label_components, neighbours
from tests.analytic import AnalyticField, box, icosphere, sphere

FIELD = AnalyticField({"ball": sphere(0.5, (0, 0.2, 0)), "base": box((0.7, 0.2, 0.7), (0, -0.5, 0))})


def patches(mesh, labels):
    around = neighbours(mesh.faces)
    face = np.repeat(np.arange(len(labels)), 3)
    behind = around.ravel()
    same = (behind >= 0) & (labels[face] == labels[behind])
    return label_components(len(labels), np.stack([face[same], behind[same]], axis=1))[0]


def test_labels_follow_the_parts():
    mesh = segment(extract(FIELD, resolution=64, coarse=32), FIELD)
    assert mesh.part_names == ("ball", "base")
    centroid = mesh.triangles.mean(axis=1)
    truth = FIELD.distances(centroid).argmin(axis=1)
    wrong = face_areas(mesh)[truth != mesh.face_part].sum() / face_areas(mesh).sum()
    assert wrong < 0.01
    assert patches(mesh, mesh.face_part) == 2


def test_noise_is_cleaned_away():
    mesh = icosphere(4)
    truth = (mesh.triangles.mean(axis=1)[:, 1] > 0.1).astype(int)
    noisy = truth.copy()
    flip = np.random.default_rng(0).random(len(truth)) < 0.1
    noisy[flip] = 1 - noisy[flip]
    clean = clean_labels(mesh, noisy)
    assert patches(mesh, noisy) > 100
    assert patches(mesh, clean) == 2
    assert (clean != truth).mean() < 0.02


def test_a_component_of_its_own_is_no_island():
    a, b = icosphere(3), icosphere(1, 0.01)
    from tests.geometry.test_components import joined, moved

    mesh = joined(a, moved(b, (2, 0, 0)))
    labels = np.concatenate([np.zeros(len(a.faces), int), np.ones(len(b.faces), int)])
    assert (clean_labels(mesh, labels) == labels).all()


def test_a_long_chain_of_islands_ends_in_one_part():
    mesh = icosphere(4)
    stripes = np.floor(mesh.triangles.mean(axis=1)[:, 1] * 200).astype(int) + 200
    clean = clean_labels(mesh, stripes, sweeps=0, min_island=0.1)
    areas = face_areas(mesh)
    around = neighbours(mesh.faces)
    count, patch = label_components(
        len(clean),
        np.stack([np.repeat(np.arange(len(clean)), 3), around.ravel()], axis=1)[
            np.repeat(clean, 3) == clean[around.ravel()]
        ],
    )
    assert (np.bincount(patch, areas, count) >= 0.1 * areas.sum() * 0.999).all()
