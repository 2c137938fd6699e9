"""The density of two moons by four coupling layers; the loss is a negative log-likelihood."""

import argparse

import torch
from sklearn.datasets import make_moons
from torch import nn


class Coupling(nn.Module):
    def __init__(self, swap):
        super().__init__()
        self.swap = swap
        self.net = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, x):
        a, b = x.chunk(2, dim=1)
        if self.swap:
            a, b = b, a
        scale, shift = self.net(a).chunk(2, dim=1)
        scale = torch.tanh(scale)
        b = b * scale.exp() + shift
        return torch.cat([b, a] if self.swap else [a, b], dim=1), scale.sum(1)


class Flow(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(Coupling(i % 2 == 1) for i in range(4))

    def log_prob(self, x):
        total = 0.0
        for layer in self.layers:
            x, log_det = layer(x)
            total = total + log_det
        return torch.distributions.Normal(0, 1).log_prob(x).sum(1) + total


parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
points = torch.tensor(make_moons(2500, noise=0.08, random_state=args.seed)[0], dtype=torch.float32)
flow = Flow()
optimizer = torch.optim.Adam(flow.parameters(), lr=5e-3)
for epoch in range(args.epochs):
    for batch in points[:2000][torch.randperm(2000)].split(64):
        loss = -flow.log_prob(batch).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        print(f"epoch {epoch + 1} nll {loss.item():.4f} held-out nll {-flow.log_prob(points[2000:]).mean():.4f}")
