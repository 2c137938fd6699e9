"""The script that the guide's commands run: a small network on numbers it can learn."""

import sys

import torch
from torch import nn

torch.manual_seed(0)
inputs = torch.randn(256, 8)
targets = (inputs[:, 0] > 0).long()
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
steps = 40 if "--epochs" in sys.argv else 80
for step in range(steps):
    rows = slice(32 * (step % 8), 32 * (step % 8) + 32)
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(inputs[rows]), targets[rows])
    loss.backward()
    optimizer.step()
