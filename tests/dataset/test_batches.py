"""Batches for the autoencoder: grids, near evaluation, supervised points."""

from __future__ import annotations

import itertools
import random

import numpy as np
import torch

from meshwright.dataset import batches
from meshwright.dataset.batches import (
    FAR_FILL,
    VOXEL,
    ShapeBatch,
    evaluate_near,
    evaluate_tables,
    grid_points,
    near_points,
    owners_look,
    sample_points,
    table_batch,
    table_grids,
)
from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.sampling import draw, table_of
from meshwright.dataset.grammar.sdf import evaluate
from meshwright.dataset.grammar.soup import soup
from meshwright.dataset.producer import pad_tables
from meshwright.generator.codes import BAND
from meshwright.generator.config import GRID, TRUNCATION
from meshwright.generator.networks.autoencoder import sample_grid
from tests.dataset.grammar.made_up import GADGET

CPU = torch.device("cpu")
NODES = grid_points(CPU)


def tables(seed: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    rng = random.Random(seed)
    rows, counts = pad_tables([table_of(draw(GADGET, rng)) for _ in range(count)])
    return torch.from_numpy(rows), torch.from_numpy(counts)


def ball(radius: float) -> tuple[torch.Tensor, torch.Tensor]:
    """A table of one ball with a known look."""
    row = np.zeros((1, t.ROW), np.float32)
    row[0, t.TYPE], row[0, t.GROUP], row[0, t.LIPSCHITZ] = t.ELLIPSOID, 1, 1
    row[0, t.ROTATION : t.ROTATION + 9] = np.eye(3).ravel()
    row[0, t.PARAM : t.PARAM + 3] = radius
    row[0, t.PART], row[0, t.MATERIAL] = 5, 19
    row[0, t.TINT : t.TINT + 3] = (0.25, 0.49, 0.81)
    row[0, t.ROUGHNESS], row[0, t.METALLIC], row[0, t.EMISSION] = 0.3, 1, 0
    rows, counts = pad_tables([row])
    return torch.from_numpy(rows), torch.from_numpy(counts)


def test_grid_runs_x_fastest_from_corner_to_corner() -> None:
    assert NODES.shape == (GRID**3, 3)
    assert NODES[0].tolist() == [-1, -1, -1]
    assert NODES[-1].tolist() == [1, 1, 1]
    assert torch.allclose(NODES[1] - NODES[0], torch.tensor([VOXEL, 0, 0]), atol=1e-6)
    assert torch.allclose(NODES[GRID] - NODES[0], torch.tensor([0, VOXEL, 0]), atol=1e-6)
    assert torch.allclose(NODES[GRID**2] - NODES[0], torch.tensor([0, 0, VOXEL]), atol=1e-6)


def test_near_evaluation_equals_the_whole_inside_the_truncation_band() -> None:
    rng = random.Random(6)
    far = 0
    for table in (table_of(draw(GADGET, rng)), soup(rng), soup(rng)):
        rows = torch.from_numpy(table)
        exact, owner = evaluate(rows, NODES)
        sdf, near_owner = evaluate_near(rows, NODES)
        band = exact.abs() < TRUNCATION
        torch.testing.assert_close(sdf[band], exact[band], atol=1e-6, rtol=0)
        assert (near_owner == owner)[band].float().mean() > 0.9999  # but for ties
        # beyond the band the clamped value, which is all that readers see, is the same too
        torch.testing.assert_close(
            sdf.clamp(-TRUNCATION, TRUNCATION), exact.clamp(-TRUNCATION, TRUNCATION), atol=1e-6, rtol=0
        )
        far += int((sdf.abs() == FAR_FILL).sum())
    assert far > GRID**3 // 2  # and it did leave most of the cube out


def test_owner_gives_part_material_and_look() -> None:
    rows, _ = ball(0.5)
    part, material, look = owners_look(rows, torch.zeros(1, 4, dtype=torch.long))
    assert part.unique().tolist() == [5]
    assert material.unique().tolist() == [19]
    np.testing.assert_allclose(look[0, 0], [0.5, 0.7, 0.9, 0.3, 1, 0], atol=1e-6)


def test_tables_in_a_batch_do_not_touch_each_other() -> None:
    rows, counts = tables(3, 3)
    points = torch.rand(3, 200, 3) * 2 - 1
    sdf, owner = evaluate_tables(rows, counts, points)
    for i in range(3):
        alone, own = evaluate(rows[i, : counts[i]], points[i])
        assert torch.equal(sdf[i], alone)
        assert torch.equal(owner[i], own)
    shared, _ = evaluate_tables(rows, counts, points[0])
    assert torch.equal(shared[0], sdf[0])


def test_grid_of_a_ball_holds_its_distance_and_its_look_in_the_band() -> None:
    grid, sdf, _owner = table_grids(*ball(0.5), NODES)
    exact = NODES.norm(dim=1) - 0.5
    assert grid.shape == (1, 16, GRID, GRID, GRID)
    np.testing.assert_allclose(sdf.clamp(-0.1, 0.1)[0], exact.clamp(-0.1, 0.1), atol=2e-6)
    np.testing.assert_allclose(grid[0, 0].flatten(), exact.clamp(-0.1, 0.1) / 0.1, atol=2e-5)
    band = exact.abs() < BAND - 1e-4
    off = exact.abs() > BAND + 1e-4
    flat = grid[0].flatten(1)
    expected = torch.tensor([1, 1, -1, 1, 1, 1, -1, -1, 1, 0, 0.4, 0.8, -0.4, 1, -1])  # band, 5, 19, look x 2 - 1
    np.testing.assert_allclose(flat[1:, band], expected[:, None].expand(-1, int(band.sum())), atol=1e-5)
    assert (flat[1, off] == -1).all()
    assert (flat[2:, off] == 0).all()


def test_near_points_lie_within_two_voxels_of_the_surface() -> None:
    torch.manual_seed(0)
    rows, counts = ball(0.5)
    sdf, _ = evaluate_tables(rows, counts, NODES)
    points = near_points(sdf, NODES, 4000)
    distance = (points[0].norm(dim=1) - 0.5).abs()
    assert distance.max() < (1.6 + 3**0.5) * VOXEL
    assert distance.mean() < 1.2 * VOXEL
    # all round the ball, not in one place
    assert (points[0].mean(0).abs() < 0.05).all()


def test_an_object_without_surface_still_gives_points() -> None:
    assert near_points(torch.ones(1, GRID**3), NODES, 16).shape == (1, 16, 3)


def test_pairs_are_the_first_points_moved_by_less_than_a_voxel() -> None:
    torch.manual_seed(1)
    sdf, _ = evaluate_tables(*ball(0.5), NODES)
    points = sample_points(sdf, NODES, 0.01)
    near, free, pairs = (int(c * 0.01) for c in (batches.NEAR_POINTS, batches.FREE_POINTS, batches.PAIR_POINTS))
    assert points.shape == (1, near + free + pairs, 3)
    gap = (points[:, -pairs:] - points[:, :pairs]).abs()
    assert 0 < gap.max() <= VOXEL / 2 + 1e-6
    assert points.abs().max() <= 1


def test_supervision_is_the_truth_at_its_points_and_repeats_with_the_seed() -> None:
    rows, counts = tables(9, 2)
    torch.manual_seed(5)
    a = table_batch(rows, counts, NODES, 0.01)
    torch.manual_seed(5)
    b = table_batch(rows, counts, NODES, 0.01)
    assert torch.equal(a.points, b.points)
    for i in range(2):
        sdf, owner = evaluate(rows[i, : counts[i]], a.points[i])
        assert torch.equal(a.sdf[i], sdf)
        assert torch.equal(a.part[i], rows[i, owner, t.PART].long())
        assert torch.equal(a.material[i], rows[i, owner, t.MATERIAL].long())
    assert a.labelled.all()
    both = ShapeBatch.join([a, b])
    assert both.grid.shape[0] == 4
    assert torch.equal(both.look[2:], b.look)


def test_a_turned_batch_keeps_values_at_its_points_and_each_symmetry_is_another_grid() -> None:
    rows, counts = (torch.from_numpy(a) for a in pad_tables([soup(random.Random(3))]))
    torch.manual_seed(1)
    batch = table_batch(rows, counts, NODES, 0.02)
    before = sample_grid(batch.grid, batch.points)
    grids = []
    for symmetry in range(8):
        turned = batch.turned(symmetry)
        torch.testing.assert_close(sample_grid(turned.grid, turned.points), before, atol=1e-4, rtol=1e-4)
        assert torch.equal(turned.points[..., 1], batch.points[..., 1])  # upright
        assert torch.equal(turned.sdf, batch.sdf)
        grids.append(turned.grid)
    assert torch.equal(grids[0], batch.grid)
    assert all(not torch.equal(a, b) for a, b in itertools.combinations(grids, 2))
