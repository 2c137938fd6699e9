"""Parametrised weights: spectral normalisation, weight normalisation, and a tied decoder."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm, weight_norm


class TiedAutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = spectral_norm(nn.Linear(64, 48))
        self.code = weight_norm(nn.Linear(48, 12))
        self.bias = nn.Parameter(torch.zeros(64))

    def forward(self, x):
        code = self.code(torch.relu(self.first(x)))
        back = torch.relu(code @ self.code.weight)
        return back @ self.first.weight + self.bias


parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x = torch.tensor(load_digits().data / 16, dtype=torch.float32)
x = x[torch.randperm(len(x))]
model = TiedAutoEncoder()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(args.epochs):
    model.train()
    for i in torch.randperm(1400).split(32):
        loss = nn.functional.mse_loss(model(x[i]), x[i])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        test_loss = nn.functional.mse_loss(model(x[1400:]), x[1400:])
    print(f"epoch {epoch + 1} loss {loss.item():.5f} test loss {test_loss.item():.5f}")
