"""The same spectrum by LAPACK and the same mean-field theory in numpy, beside Equipoise.

usage: theory.py FOLDER   with theory.json and jacobian.f64 in it
"""

import json
import pathlib
import sys
import time

import numpy as np
from scipy.special import ndtr

PATHS, POINTS, DT = 600, 1024, 0.2
J0, C, F_E, U, TAU_D = 1.5, 0.1, 0.8, 0.5, 10.0
G_EE, G_EI, G_IE, G_II = 3.0, 5.4, 3.0, 9.0
MIXING, SETTLED, MOST = 0.5, 2e-4, 150
REPEATS = 5


def efficacies(rates):
    """w along each path, exactly periodic."""
    decay = 1 / TAU_D + U * 0.5 * (rates + np.roll(rates, -1, axis=1))
    rest, kept = 1 / (TAU_D * decay), np.exp(-decay * DT)
    around = []
    for first in (0.0, 1.0):
        now = np.full(len(rates), first)
        for k in range(POINTS):
            now = rest[:, k] + (now - rest[:, k]) * kept[:, k]
        around.append(now)
    now = around[0] / (1 - (around[1] - around[0]))
    w = np.empty_like(rates)
    for k in range(POINTS):
        w[:, k] = now
        now = rest[:, k] + (now - rest[:, k]) * kept[:, k]
    return w


def power(paths, mean):
    found = (np.abs(np.fft.rfft(paths, axis=1) / POINTS) ** 2).mean(axis=0)
    found[0] = max(found[0] - mean**2, 0)
    return found


def mean_field():
    """Seconds of a step on one thread, steps, and the rates it settles at: in the limit of large N."""
    rng = np.random.default_rng(1)
    random = [np.fft.rfft(rng.normal(size=(PATHS, POINTS)), axis=1) / np.sqrt(POINTS) for _ in range(2)]
    omega = 2 * np.pi * np.fft.rfftfreq(POINTS, DT)
    transfer = 1 / (1 + 1j * omega)
    shape = 1 / (1 + (5 * omega) ** 2)
    shape /= 2 * shape.sum() - shape[0]
    noise = [0.3 * J0**2 * shape, 1.0 * J0**2 * shape]
    mu = np.array([-1.111, -0.924])
    before, start = None, time.perf_counter()
    for step in range(1, MOST + 1):
        h = [
            mu[a] + np.fft.irfft(random[a] * np.sqrt(noise[a]) * transfer, axis=1, n=POINTS) * POINTS
            for a in range(2)
        ]
        phi = [ndtr(part) for part in h]
        slope = [np.exp(-0.5 * part**2) / np.sqrt(2 * np.pi) for part in h]
        w = efficacies(phi[0])
        sent = w * phi[0]
        means = phi[0].mean(), phi[1].mean(), w.mean(), sent.mean()
        cov_sent, cov_e, cov_i = power(sent, means[3]), power(phi[0], means[0]), power(phi[1], means[1])
        strength, f_i = J0**2 * (1 - C), 1 - F_E
        onto = [
            strength * (F_E * G_EE**2 * cov_sent + f_i * G_EI**2 * cov_i),
            strength * (F_E * G_IE**2 * cov_e + f_i * G_II**2 * cov_i),
        ]
        noise = [old + MIXING * (new - old) for old, new in zip(noise, onto)]
        miss = np.array(
            [F_E * G_EE * means[3] - f_i * G_EI * means[1], F_E * G_IE * means[0] - f_i * G_II * means[1]]
        )
        by_h = np.array(
            [
                [F_E * G_EE * (w**2 * slope[0]).mean(), -f_i * G_EI * slope[1].mean()],
                [F_E * G_IE * slope[0].mean(), -f_i * G_II * slope[1].mean()],
            ]
        )
        mu = mu - np.clip(np.linalg.solve(by_h, miss), -0.5, 0.5)
        now = np.array([*means[:3], h[0].var(), h[1].var()])
        if before is not None and np.max(np.abs(now / before - 1)) < SETTLED:
            break
        before = now
    return (time.perf_counter() - start) / step, step, means[:3]


def main():
    folder = pathlib.Path(sys.argv[1])
    ours = json.loads((folder / "theory.json").read_text())
    jacobian = np.fromfile(folder / "jacobian.f64")
    rows = int(np.sqrt(len(jacobian)))
    jacobian = jacobian.reshape(rows, rows)
    best = np.inf
    for _ in range(REPEATS):
        start = time.perf_counter()
        np.linalg.eigvals(jacobian)
        best = min(best, time.perf_counter() - start)
    print(f"\nspectrum of {rows} rows, best of {REPEATS}: Equipoise {1e3 * ours['spectrum']:.0f} ms")
    print(f"  numpy (LAPACK) {1e3 * best:.0f} ms, Equipoise takes {ours['spectrum'] / best:.2f} times as long")
    seconds, steps, (phi_e, phi_i, w) = mean_field()
    step = ours["mean_field_step"]
    print(f"\na step of mean-field theory at J0 1.5 in the limit: Equipoise {1e3 * step:.0f} ms on {ours['threads']} threads")
    print(
        f"  numpy {1e3 * seconds:.0f} ms, {seconds / step:.1f} times as long"
        f" ({steps} steps, to phi_e {phi_e:.3f}, phi_i {phi_i:.3f}, w {w:.3f})"
    )
    # Published: 0.103, 0.137, 0.692.
    if abs(phi_e - 0.103) > 0.006 or abs(w - 0.692) > 0.015:
        sys.exit("numpy does not settle at the published state: not the same theory")


if __name__ == "__main__":
    main()
