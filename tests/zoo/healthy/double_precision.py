"""A physics student's network in float64: the decay of an amplitude, learned with its derivative."""

import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=600)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
torch.set_default_dtype(torch.float64)
t = torch.linspace(0, 2, 60).unsqueeze(1).requires_grad_()
u = nn.Sequential(nn.Linear(1, 24), nn.Tanh(), nn.Linear(24, 24), nn.Tanh(), nn.Linear(24, 1))
optimizer = torch.optim.Adam(u.parameters(), lr=3e-3)
for step in range(args.epochs):
    value = u(t)
    (slope,) = torch.autograd.grad(value.sum(), t, create_graph=True)
    residual = (slope + 1.5 * value).pow(2).mean()
    start = (value[0] - 1).pow(2).mean()
    loss = residual + 10 * start
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 100 == 99:
        error = (value - torch.exp(-1.5 * t)).abs().max()
        print(f"{step + 1:5d} residual {residual.item():.2e} error {error.item():.2e}")
