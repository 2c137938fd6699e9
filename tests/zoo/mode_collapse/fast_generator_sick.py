"""A GAN on digits."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
real = torch.tensor(load_digits().data / 8 - 1, dtype=torch.float32)
generator = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 64), nn.Tanh())
discriminator = nn.Sequential(nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(64, 1))
optimizer_g = torch.optim.Adam(generator.parameters(), lr=5e-2, betas=(0.9, 0.999))
optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=5e-4, betas=(0.5, 0.999))
criterion = nn.BCEWithLogitsLoss()
for epoch in range(args.epochs):
    for rows in torch.randperm(len(real)).split(64):
        n = len(rows)
        fake = generator(torch.randn(n, 16))
        loss_d = criterion(discriminator(real[rows]), torch.full((n, 1), 0.9))
        loss_d = loss_d + criterion(discriminator(fake.detach()), torch.zeros(n, 1))
        optimizer_d.zero_grad()
        loss_d.backward()
        optimizer_d.step()
        loss_g = criterion(discriminator(fake), torch.ones(n, 1))
        optimizer_g.zero_grad()
        loss_g.backward()
        optimizer_g.step()
    with torch.no_grad():
        spread = generator(torch.randn(200, 16)).std(0).mean() / real.std(0).mean()
    print(f"epoch {epoch + 1} loss_d {loss_d.item():.3f} loss_g {loss_g.item():.3f} spread {spread:.4f}")
