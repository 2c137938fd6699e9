"""A compiled model in an ordinary loop."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--backend", default="aot_eager", help="inductor needs a C++ compiler")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=50, shuffle=True)
    val_loader = DataLoader(TensorDataset(x[perm[1400:1750]], y[perm[1400:1750]]), batch_size=50)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 10))
    compiled = torch.compile(model, backend=args.backend)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(args.epochs):
        compiled.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(compiled(xb), yb)
            loss.backward()
            optimizer.step()
        compiled.eval()
        with torch.no_grad():
            losses = [criterion(compiled(xb), yb).item() for xb, yb in val_loader]
        print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {sum(losses) / len(losses):.4f}")


if __name__ == "__main__":
    main()
