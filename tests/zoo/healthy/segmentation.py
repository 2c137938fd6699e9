"""Which pixels of a noisy digit are ink: a convolution to every pixel, cross-entropy plus Dice."""

import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def dice_loss(logits, target, smooth=1.0):
    p = torch.sigmoid(logits).flatten(1)
    t = target.flatten(1)
    return (1 - (2 * (p * t).sum(1) + smooth) / (p.sum(1) + t.sum(1) + smooth)).mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    images = torch.tensor(load_digits().images / 16, dtype=torch.float32).unsqueeze(1)
    images = images[torch.randperm(len(images))]
    masks = (images > 0.5).float()
    noisy = images + 0.3 * torch.randn_like(images)
    loader = DataLoader(TensorDataset(noisy[:1400], masks[:1400]), batch_size=32, shuffle=True)
    model = nn.Sequential(
        nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.Conv2d(12, 12, 3, padding=1), nn.ReLU(), nn.Conv2d(12, 1, 1)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(args.epochs):
        model.train()
        for image, mask in loader:
            logits = model(image)
            loss = F.binary_cross_entropy_with_logits(logits, mask) + dice_loss(logits, mask)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            logits = model(noisy[1400:])
            val_loss = F.binary_cross_entropy_with_logits(logits, masks[1400:]) + dice_loss(logits, masks[1400:])
        print(f"epoch {epoch + 1} loss {loss:.4f} val_loss {val_loss:.4f}")


main()
