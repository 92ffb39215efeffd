#!/usr/bin/env python3
"""Writes reference traces of the optimisers and of activations given by a formula, computed by PyTorch in float64.

The files are those of make_torch_fixtures.py (same tensors, names, masks and bounds), with more metadata:

  optimizer     sgd | adam | adamw | rmsprop, as torch.optim has them
  momentum, nesterov (0|1)             sgd
  beta1, beta2, epsilon                adam, adamw
  smoothing, epsilon                   rmsprop (alpha of torch.optim.RMSprop; not centred, no momentum)
  weight_decay  adamw: decoupled; others: added to the gradient; on weights only (2-D tensors, weight_v, weight_g)
  clip_norm     0 = none; the 2-norm of all gradients together, torch.nn.utils.clip_grad_norm_, before the optimiser
  schedule      constant | cosine | step | linear_warmup; the rate of step t = 0 ... steps-1 is lr times
                cosine: (1 + cos(pi t / steps)) / 2
                step: decay_factor ** floor(t / decay_every)
                linear_warmup: min(1, (t + 1) / warmup_steps)
  formula       where activation is "formula": the function as text

expected.grad.NAME is the gradient of the first step before clipping, without weight decay.

Needs: torch, numpy, safetensors.   Usage: make_optimizer_fixtures.py OUTDIR [SEED]
"""
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

import make_torch_fixtures as base

FORMULAS = {
    "x * tanh(softplus(x))": lambda z: z * torch.tanh(F.softplus(z)),
    "x > 0 ? x : 1.5 * (exp(x) - 1)": lambda z: torch.where(z > 0, z, 1.5 * (torch.exp(z) - 1)),
    "x / (1 + abs(x))": lambda z: z / (1 + z.abs()),
    "0.5 * x * (1 + erf(x / sqrt(2)))": lambda z: 0.5 * z * (1 + torch.erf(z / math.sqrt(2))),
    "max(x, 0) ^ 2": lambda z: torch.clamp(z, min=0) ** 2,
    "sin(x) + 0.1 * x": lambda z: torch.sin(z) + 0.1 * z,
}


def factor(s, t):
    if s["schedule"] == "cosine":
        return (1 + math.cos(math.pi * t / s["steps"])) / 2
    if s["schedule"] == "step":
        return s["decay_factor"] ** (t // s["decay_every"])
    if s["schedule"] == "linear_warmup":
        return min(1, (t + 1) / s["warmup_steps"])
    return 1.0


def optimizer(s, parameters):
    groups = [{"params": [v for k, v in parameters if base.decays(k)], "weight_decay": s["weight_decay"]},
              {"params": [v for k, v in parameters if not base.decays(k)], "weight_decay": 0.0}]
    if s["optimizer"] == "sgd":
        return torch.optim.SGD(groups, lr=s["lr"], momentum=s["momentum"], nesterov=bool(s["nesterov"]))
    if s["optimizer"] == "adam":
        return torch.optim.Adam(groups, lr=s["lr"], betas=(s["beta1"], s["beta2"]), eps=s["epsilon"])
    if s["optimizer"] == "adamw":
        return torch.optim.AdamW(groups, lr=s["lr"], betas=(s["beta1"], s["beta2"]), eps=s["epsilon"])
    return torch.optim.RMSprop(groups, lr=s["lr"], alpha=s["smoothing"], eps=s["epsilon"])


def make(s, seed, path):
    rng = np.random.default_rng(seed)
    s.setdefault("widths", [s["units"]] * s["layers"])
    if s["activation"] == "formula":
        function, known = FORMULAS[s["formula"]], base.activation
        base.activation = lambda name, z: function(z) if name == "formula" else known(name, z)
    net = base.Net(s, rng)
    x = np.asarray(rng.normal(0, 1, (s["batch"], s["inputs"])), np.float32)
    y = rng.integers(0, s["outputs"], s["batch"]).astype(np.int64)
    net.masks, tensors = [], {"x": x, "y": y}
    for i in range(s["layers"]):
        mask = (rng.uniform(size=(s["batch"], s["widths"][i])) >= s["dropout_rate"]).astype(np.float32)
        net.masks.append(torch.tensor(mask.astype(np.float64)))
        if s["dropout_kind"] != "none":
            tensors[f"mask.{i}"] = mask
    for k, v in list(net.p.items()) + list(net.running.items()):
        tensors["init." + k] = v.detach().numpy().copy()
    xt, yt = torch.tensor(x.astype(np.float64)), torch.tensor(y)
    steps = optimizer(s, list(net.p.items()))
    losses = []
    for step in range(s["steps"]):
        for group in steps.param_groups:
            group["lr"] = s["lr"] * factor(s, step)
        logits = net.forward(xt, True)
        loss = net.loss(logits, yt)
        steps.zero_grad()
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            tensors["expected.logits"] = logits.detach().numpy().copy()
            for k, v in net.p.items():
                tensors["expected.grad." + k] = v.grad.numpy().copy()
        if s["clip_norm"] > 0:
            torch.nn.utils.clip_grad_norm_(list(net.p.values()), s["clip_norm"])
        steps.step()
    tensors["expected.loss"] = np.array(losses)
    for k, v in list(net.p.items()) + list(net.running.items()):
        tensors["expected.param." + k] = v.detach().numpy().copy()
    tensors["expected.eval_logits"] = net.forward(xt, False).detach().numpy()
    tensors = {k: (v if v.dtype == np.int64 else np.ascontiguousarray(v, np.float32)) for k, v in tensors.items()}
    meta = {k: ",".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in s.items()}
    meta |= {"bn_eps": str(base.BN_EPS), "ln_eps": str(base.LN_EPS), "bn_momentum": str(base.BN_MOMENTUM)}
    meta["oracle"] = f"torch {torch.__version__.split('+')[0]} float64"
    save_file(tensors, path, metadata=meta)


def specs(rng):
    common = dict(lr=0.01, l2=0.0, steps=12, dropout_kind="none", dropout_rate=0.0, loss="softmax", activation="relu",
                  block_layers=2, bottleneck=0.5, optimizer="sgd", momentum=0.0, nesterov=0, beta1=0.9, beta2=0.999,
                  smoothing=0.99, epsilon=1e-8, weight_decay=0.0, clip_norm=0.0, schedule="constant",
                  decay_factor=0.5, decay_every=4, warmup_steps=5, formula="")
    out = []

    def add(name, **changes):
        s = dict(common, inputs=int(rng.integers(3, 40)), outputs=int(rng.integers(2, 7)), batch=int(rng.integers(8, 40)),
                 units=int(rng.integers(9, 70)), layers=int(rng.integers(2, 5)))
        s.update(changes)
        out.append((name, s))

    add("momentum-msra", method="msra", momentum=0.9)
    add("nesterov-snn", method="snn", activation="selu", momentum=0.9, nesterov=1, weight_decay=1e-3)
    add("adam-batchnorm", method="batchnorm", optimizer="adam", lr=1e-3)
    add("adam-snn-dropout", method="snn", activation="selu", dropout_kind="alpha", dropout_rate=0.05, optimizer="adam", lr=1e-3)
    add("adamw-layernorm", method="layernorm", optimizer="adamw", lr=1e-3, weight_decay=0.05)
    add("adamw-weightnorm", method="weightnorm", optimizer="adamw", lr=1e-3, weight_decay=0.05)
    add("adamw-highway-cosine", method="highway", optimizer="adamw", lr=3e-3, weight_decay=0.01, schedule="cosine")
    add("adamw-resnet-warmup", method="resnet", optimizer="adamw", lr=3e-3, weight_decay=0.01, schedule="linear_warmup")
    add("rmsprop-msra-step", method="msra", optimizer="rmsprop", lr=1e-3, schedule="step")
    add("clip-snn", method="snn", activation="selu", momentum=0.9, clip_norm=0.5)
    add("clip-adamw-msra", method="msra", optimizer="adamw", lr=1e-3, clip_norm=0.5, weight_decay=0.01)
    for i, formula in enumerate(FORMULAS):
        add(f"formula-{i}", method="msra", activation="formula", formula=formula, optimizer=("sgd", "adamw")[i % 2], lr=(0.01, 1e-3)[i % 2])
    return out


if __name__ == "__main__":
    outdir, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = np.random.default_rng(seed)
    for i, (name, s) in enumerate(specs(rng)):
        make(s, seed * 1000 + i, f"{outdir}/{name}.safetensors")
        print(name, {k: s[k] for k in ("inputs", "units", "layers", "outputs", "batch")})
