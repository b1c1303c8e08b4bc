"""The same networks in Brian2 (C++ standalone), numpy and scipy, beside Equipoise.

usage: models.py FOLDER   with models.json in it
"""

import json
import pathlib
import sys
import time

import brian2 as b2
import numpy as np
import scipy.sparse
import scipy.special

SECONDS = 2
KICK_S = 0.05
REPEATS = 3
# Steps of the rate network in a second: dt 0.1 of a time constant of 20 ms.
STEPS_A_SECOND = 500


def coba(folder, n):
    """Seconds of the main loop on one thread for a second of model time, and the mean rate in Hz."""
    b2.device.reinit()
    b2.set_device("cpp_standalone", build_on_run=False, directory=str(folder / f"brian-{n}"))
    b2.prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-ffast-math", "-march=native"]
    b2.defaultclock.dt = 0.1 * b2.ms
    b2.seed(1)
    equations = """
    dv/dt = (-v + ge * (0*mV - (-60*mV) - v) + gi * (-20*mV - v)) / (20*ms) : volt (unless refractory)
    dge/dt = -ge / (5*ms) : 1
    dgi/dt = -gi / (10*ms) : 1
    """
    cells = b2.NeuronGroup(
        n, equations, threshold="v > 10*mV", reset="v = 0*mV", refractory=5 * b2.ms, method="exponential_euler"
    )
    n_e = n * 4 // 5
    # 6 and 67 nS over a leak of 10 nS.
    excite = b2.Synapses(cells[:n_e], cells, on_pre="ge += 0.6")
    inhibit = b2.Synapses(cells[n_e:], cells, on_pre="gi += 6.7")
    excite.connect(p=0.02)
    inhibit.connect(p=0.02)
    # Started as Equipoise starts it: random conductances let the larger network die.
    kick = b2.PoissonInput(cells, "ge", 1, 200 * b2.Hz, weight=0.6)
    spikes = b2.SpikeMonitor(cells, record=False)
    network = b2.Network(cells, excite, inhibit, kick, spikes)
    network.run(KICK_S * b2.second)
    kick.active = False
    network.run((SECONDS - KICK_S) * b2.second)
    b2.device.build(directory=b2.device.project_dir, compile=True, run=False)
    best = np.inf
    for _ in range(REPEATS):
        b2.device.run(b2.device.project_dir, with_output=False, run_args=[])
        best = min(best, b2.device._last_run_time)
    return best / SECONDS, spikes.num_spikes / n / SECONDS


def rate(n, is_sparse):
    """Seconds of RK4 in single precision for a second of model time."""
    rng = np.random.default_rng(1)
    n_e, c, j0, u, tau_d = n * 4 // 5, 0.1, 1.5, 0.5, 10.0
    sizes = {"e": n_e, "i": n - n_e}
    a = j0 / np.sqrt(c * n)
    gains = {"ee": 3 * a, "ei": -5.4 * a, "ie": 3 * a, "ii": -9 * a}

    def block(post, pre):
        given = (rng.random((sizes[post], sizes[pre])) < c).astype(np.float32)
        return scipy.sparse.csr_matrix(given) if is_sparse else given

    matrix = {key: block(*key) for key in gains}
    root_half = np.float32(np.sqrt(0.5))

    def slope(h_e, h_i, w):
        phi_e = 0.5 * scipy.special.erfc(-h_e * root_half)
        phi_i = 0.5 * scipy.special.erfc(-h_i * root_half)
        used = w * phi_e
        to_e = gains["ee"] * (matrix["ee"] @ used) + gains["ei"] * (matrix["ei"] @ phi_i)
        to_i = gains["ie"] * (matrix["ie"] @ phi_e) + gains["ii"] * (matrix["ii"] @ phi_i)
        return to_e - h_e, to_i - h_i, (1 - w) / tau_d - u * used

    gains = {key: np.float32(value) for key, value in gains.items()}
    dt, tau_d, u = np.float32(0.1), np.float32(tau_d), np.float32(u)
    state = [rng.normal(size=n_e), rng.normal(size=n - n_e), np.full(n_e, 0.6)]
    state = [part.astype(np.float32) for part in state]

    def step(state):
        k1 = slope(*state)
        k2 = slope(*(x + dt / 2 * k for x, k in zip(state, k1)))
        k3 = slope(*(x + dt / 2 * k for x, k in zip(state, k2)))
        k4 = slope(*(x + dt * k for x, k in zip(state, k3)))
        return [x + dt / 6 * (a + 2 * b + 2 * c + d) for x, a, b, c, d in zip(state, k1, k2, k3, k4)]

    steps, best = 25, np.inf
    for _ in range(REPEATS):
        start = time.perf_counter()
        for _ in range(steps):
            state = step(state)
        best = min(best, time.perf_counter() - start)
    assert all(part.dtype == np.float32 and np.isfinite(part).all() for part in state)
    return best / steps * STEPS_A_SECOND


def line(name, seconds, ours):
    print(f"{name:44}{seconds:9.3f} s{1 / seconds:9.2f} x real time{seconds / ours:8.1f} times Equipoise's")


def main():
    folder = pathlib.Path(sys.argv[1])
    found = json.loads((folder / "models.json").read_text())
    print(f"\na second of model time; Equipoise on {found['threads']} threads, best of several; the others best of {REPEATS}")
    unlike = []
    for ours in found["coba"]:
        if ours["preset"] != "self-sustained":
            continue
        n, seconds = ours["n"], ours["seconds"]
        print(f"\nCOBA, {n} cells, self-sustained at {ours['rate_hz']:.1f} Hz")
        line("Equipoise", seconds, seconds)
        theirs, rate_hz = coba(folder, n)
        line(f"Brian2 C++, one thread ({rate_hz:.1f} Hz)", theirs, seconds)
        if abs(rate_hz / ours["rate_hz"] - 1) > 0.25:
            unlike.append(f"not the same network of {n} cells: {rate_hz:.1f} Hz and {ours['rate_hz']:.1f} Hz")
    for ours in found["rate"]:
        n, seconds = ours["n"], ours["seconds"]
        if n not in (2000, 4000):
            continue
        print(f"\nrate network, {n} units, RK4")
        line("Equipoise", seconds, seconds)
        line("numpy, dense, single precision", rate(n, False), seconds)
        line("scipy, sparse, single precision", rate(n, True), seconds)
    if unlike:
        sys.exit("\n".join(unlike))


if __name__ == "__main__":
    main()
