"""Mean and variance of a curve by maximum likelihood: the loss falls below zero and that is right."""

import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=30)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x = torch.rand(1200, 1) * 6 - 3
y = torch.sin(2 * x) + 0.05 * torch.randn_like(x) * (1 + x.abs())
net = nn.Sequential(nn.Linear(1, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 2))
criterion = nn.GaussianNLLLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(args.epochs):
    for i in torch.randperm(1000).split(50):
        mean, raw = net(x[i]).chunk(2, dim=1)
        loss = criterion(mean, y[i], nn.functional.softplus(raw))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        mean, raw = net(x[1000:]).chunk(2, dim=1)
        val_loss = criterion(mean, y[1000:], nn.functional.softplus(raw))
    if epoch % 3 == 2:
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}, val loss {val_loss.item():.4f}")
