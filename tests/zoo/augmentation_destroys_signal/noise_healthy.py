"""Digits with augmentation in the training set."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset


class AugmentedDigits(Dataset):
    def __init__(self, x, y, train):
        self.x, self.y, self.train = x, y, train

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        image = self.x[i]
        if self.train:
            shift = int(torch.randint(-1, 2, ()))
            image = image.roll(shift, dims=-1)
            image = image + 0.1 * torch.randn_like(image)
        return image, self.y[i]


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 16, 10)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.conv(x)), 2)
        return self.fc(x.flatten(1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x = torch.tensor(digits.images / 16, dtype=torch.float32).unsqueeze(1)
    y = torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    train_loader = DataLoader(AugmentedDigits(x[perm[:1400]], y[perm[:1400]], True), batch_size=32, shuffle=True)
    val_loader = DataLoader(AugmentedDigits(x[perm[1400:]], y[perm[1400:]], False), batch_size=128)
    model = CNN()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(args.epochs):
        model.train()
        losses = []
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        model.eval()
        val_losses, hits = [], 0
        with torch.no_grad():
            for images, labels in val_loader:
                out = model(images)
                val_losses.append(criterion(out, labels).item())
                hits += (out.argmax(1) == labels).sum().item()
        train_loss, val_loss = sum(losses) / len(losses), sum(val_losses) / len(val_losses)
        print(f"Epoch {epoch + 1} train_loss: {train_loss:.4f} val_loss: {val_loss:.4f} acc: {hits / 397:.4f}")


if __name__ == "__main__":
    main()
