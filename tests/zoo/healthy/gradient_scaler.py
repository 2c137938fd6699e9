"""Mixed precision with gradient scaler, unscaling and clipping in the right order."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.images / 16, dtype=torch.float32).unsqueeze(1), torch.tensor(digits.target)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
model = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 36, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
scaler = torch.amp.GradScaler("cpu", init_scale=2.0**12, growth_interval=100)
for epoch in range(args.epochs):
    for xb, yb in loader:
        optimizer.zero_grad()
        with torch.amp.autocast("cpu", dtype=torch.bfloat16):
            output = model(xb)
            loss = nn.functional.cross_entropy(output, yb)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=5.0)
        scaler.step(optimizer)
        scaler.update()
    with torch.no_grad():
        accuracy = (model(x[perm[1400:]]).argmax(1) == y[perm[1400:]]).float().mean()
    print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {accuracy:.4f} scale {scaler.get_scale():.0f}")
