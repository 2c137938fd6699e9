"""A home-made Trainer with callbacks, history and dictionaries as batches."""

import argparse

import torch
from sklearn.datasets import load_breast_cancer
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Patients(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return {"features": self.x[i], "label": self.y[i], "name": f"patient {i}"}


class Trainer:
    def __init__(self, model, optimizer, callbacks=()):
        self.model, self.optimizer, self.callbacks = model, optimizer, callbacks
        self.history = {"loss": [], "val_loss": []}

    def step(self, batch):
        return nn.functional.cross_entropy(self.model(batch["features"]), batch["label"])

    def fit(self, train_loader, val_loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            losses = []
            for batch in train_loader:
                self.optimizer.zero_grad()
                loss = self.step(batch)
                loss.backward()
                self.optimizer.step()
                losses.append(loss.item())
            self.history["loss"].append(sum(losses) / len(losses))
            self.history["val_loss"].append(self.validate(val_loader))
            for callback in self.callbacks:
                callback(epoch, self.history)

    @torch.no_grad()
    def validate(self, loader):
        self.model.eval()
        losses = [self.step(batch).item() for batch in loader]
        return sum(losses) / len(losses)


def report(epoch, history):
    if epoch % 4 == 3:
        print({"epoch": epoch + 1, **{name: round(values[-1], 4) for name, values in history.items()}})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = load_breast_cancer(return_X_y=True)
    x, y = torch.tensor((x - x.mean(0)) / x.std(0), dtype=torch.float32), torch.tensor(y)
    perm = torch.randperm(len(x))
    train_loader = DataLoader(Patients(x[perm[:400]], y[perm[:400]]), batch_size=20, shuffle=True)
    val_loader = DataLoader(Patients(x[perm[400:]], y[perm[400:]]), batch_size=169)
    model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    Trainer(model, optimizer, [report]).fit(train_loader, val_loader, args.epochs)


main()
