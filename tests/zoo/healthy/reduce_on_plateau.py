"""Diabetes regression; the learning rate falls when validation stops improving."""

import argparse

import torch
from sklearn.datasets import load_diabetes
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def epoch_loss(model, loader, criterion, optimizer=None):
    model.train(optimizer is not None)
    total = 0.0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            loss = criterion(model(x), y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(x)
    return total / len(loader.dataset)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = load_diabetes(return_X_y=True)
    x = torch.tensor(x / x.std(0), dtype=torch.float32)
    y = torch.tensor((y - y.mean()) / y.std(), dtype=torch.float32)[:, None]
    perm = torch.randperm(len(x))
    train_loader = DataLoader(TensorDataset(x[perm[:330]], y[perm[:330]]), batch_size=16, shuffle=True)
    val_loader = DataLoader(TensorDataset(x[perm[330:]], y[perm[330:]]), batch_size=112)
    model = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3, weight_decay=1e-3)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.3, patience=3)
    for epoch in range(args.epochs):
        train_loss = epoch_loss(model, train_loader, nn.MSELoss(), optimizer)
        val_loss = epoch_loss(model, val_loader, nn.MSELoss())
        scheduler.step(val_loss)
        if epoch % 4 == 3:
            lr = optimizer.param_groups[0]["lr"]
            print(f"Epoch {epoch + 1}, lr {lr:.1e}, training loss {train_loss:.4f}, validation loss {val_loss:.4f}")


if __name__ == "__main__":
    main()
