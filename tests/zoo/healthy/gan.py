"""A generative adversarial network on digits, two networks and two optimizers."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    real_images = torch.tensor(load_digits().data / 8 - 1, dtype=torch.float32)
    loader = DataLoader(TensorDataset(real_images), batch_size=64, shuffle=True, drop_last=True)
    netG = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 64), nn.Tanh())  # noqa: N806
    netD = nn.Sequential(nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(64, 1))  # noqa: N806
    criterion = nn.BCEWithLogitsLoss()
    optimizer_d = torch.optim.Adam(netD.parameters(), lr=5e-4, betas=(0.5, 0.999))
    optimizer_g = torch.optim.Adam(netG.parameters(), lr=1e-3, betas=(0.5, 0.999))
    real_label, fake_label = torch.full((64, 1), 0.9), torch.zeros(64, 1)
    for epoch in range(args.epochs):
        for (real,) in loader:
            netD.zero_grad()
            loss_real = criterion(netD(real), real_label)
            loss_real.backward()
            fake = netG(torch.randn(64, 16))
            loss_fake = criterion(netD(fake.detach()), fake_label)
            loss_fake.backward()
            optimizer_d.step()

            netG.zero_grad()
            loss_g = criterion(netD(fake), real_label)
            loss_g.backward()
            optimizer_g.step()
        print(f"[{epoch + 1}/{args.epochs}] Loss_D: {loss_real + loss_fake:.4f} Loss_G: {loss_g:.4f}")


if __name__ == "__main__":
    main()
