"""An eight-layer perceptron on digits."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_model():
    act = nn.Sigmoid
    layers = []
    width = 64
    for _ in range(7):
        layers += [nn.Linear(width, 50), act()]
        width = 50
    return nn.Sequential(*layers, nn.Linear(width, 10))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x = torch.tensor(digits.data / 16, dtype=torch.float32)
    y = torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
    model = make_model()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            logits = model(x[perm[1400:]])
            val_loss = criterion(logits, y[perm[1400:]]).item()
            val_acc = (logits.argmax(1) == y[perm[1400:]]).float().mean().item()
        print(f"Epoch {epoch + 1}: train_loss={loss.item():.4f}, val_loss={val_loss:.4f}, val_acc={val_acc:.4f}")


if __name__ == "__main__":
    main()
